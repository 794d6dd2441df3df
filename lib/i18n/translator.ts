import { createTranslator } from 'next-intl';
import { meetingTimeZone } from '@/lib/time/zone';
import ar from '@/messages/ar.json';
import en from '@/messages/en.json';
import type { Locale } from './locale';

// Type checking fails if a key exists in one language only.
const messages = { ar, en } satisfies Record<Locale, typeof en> satisfies Record<Locale, typeof ar>;

const createFor = (locale: Locale) =>
  createTranslator({
    locale,
    messages: messages[locale],
    timeZone: meetingTimeZone,
    // A missing message is a programming error. By default next-intl would show its key to the reader.
    onError(error) {
      throw error;
    },
  });

export type Translator = ReturnType<typeof createFor>;

// Each translator caches the messages that it has parsed, so one of each is created and reused.
const translators: Record<Locale, Translator> = { ar: createFor('ar'), en: createFor('en') };

/** The messages of the interface and of emails in one language. Needs no request, so the email worker and commands use it too. */
export const translator = (locale: Locale): Translator => translators[locale];
