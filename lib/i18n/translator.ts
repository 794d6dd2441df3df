import { createTranslator } from 'next-intl';
import { meetingTimeZone } from '@/lib/time/zone';
import ar from '@/messages/ar.json';
import en from '@/messages/en.json';
import type { Locale } from './locale';

// Both languages have one shape: a key that only one of them has does not compile.
const messages = { ar, en } satisfies Record<Locale, typeof en> satisfies Record<Locale, typeof ar>;

const make = (locale: Locale) =>
  createTranslator({
    locale,
    messages: messages[locale],
    timeZone: meetingTimeZone,
    // A missing word is a fault of the build, not something to show a reader as a key.
    onError(error) {
      throw error;
    },
  });

export type Translator = ReturnType<typeof make>;

// Kept, because each remembers the messages that it has parsed.
const translators: Record<Locale, Translator> = { ar: make('ar'), en: make('en') };

/** The words of the interface and of letters in one language; they need no request, so letters and commands use them too. */
export const translator = (locale: Locale): Translator => translators[locale];
