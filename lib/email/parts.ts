import { changesOf, type RecordedEvent } from '@/lib/audit/audit';
import { type Locale, otherLocale } from '@/lib/i18n/locale';
import { type Translator, translator } from '@/lib/i18n/translator';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { deadlineInWords } from '@/lib/meeting/deadline';
import { isConfirmationOpen } from '@/lib/meeting/phase';
import { type Named, valueInWords } from '@/lib/registration/field-values';
import { type Field, fields } from '@/lib/registration/schema';
import { absoluteUrl, noteUrl, personalUrl } from '@/lib/server/urls';
import { formatMoment, formatTime, formatWeekday } from '@/lib/time/dates';
import type { Mailing, OutboxMessage, Registration } from '@/prisma/client/client';
import { asHtml, asText, type Block, type Passage } from './layout';

/** A letter, written and ready to be handed over. */
export type Email = {
  /** The address alone: a name would be shown by mail programs, and a stranger may have typed it. */
  to: string;
  subject: string;
  text: string;
  html: string;
  calendar?: string;
};

/** Someone who can be written to. */
export type Recipient = Registration & { email: string };

/** What a letter about a registration is written from. */
export type EmailContext = {
  message: OutboxMessage;
  registration: Recipient;
  event: RecordedEvent;
  /** All registrations of the address, for a letter that lists their links. */
  ofAddress: Recipient[];
  /** The letter to many that this is one of. */
  mailing: Mailing | null;
  meeting: Meeting;
  secretariatEmail: string;
};

export function emailTo(to: string, subject: string, passages: Passage[]): Email {
  return { to, subject, text: asText(passages), html: asHtml(subject, passages) };
}

/** Greeting, body and closing in the participant's language, and a short summary in the other one. */
export function participantEmail(
  {
    registration,
    meeting,
    secretariatEmail,
  }: Pick<EmailContext, 'registration' | 'meeting' | 'secretariatEmail'>,
  subject: string,
  body: Block[],
  inShort: (t: Translator) => string,
): Email {
  const { language, fullName, email } = registration;
  const t = translator(language);
  const other = otherLocale(language);
  return emailTo(email, subject, [
    {
      locale: language,
      blocks: [
        { kind: 'text', text: t('letters.greeting', { name: fullName }) },
        ...body,
        ...closing(language, secretariatEmail),
      ],
    },
    summaryPassage(other, inShort(translator(other)), secretariatEmail, meetingFacts(meeting, other)),
  ]);
}

/** How every letter to a participant ends. */
export function closing(locale: Locale, contact: string): Block[] {
  const t = translator(locale);
  return [
    { kind: 'text', text: t('letters.contact', { contact }) },
    { kind: 'text', text: `${t('letters.closing')}\n${t('letters.signature')}` },
    ...statementLinks(locale),
  ];
}

/** The two statements, which every letter leads to. */
export function statementLinks(locale: Locale): Block[] {
  const t = translator(locale);
  return [
    { kind: 'link', label: t('letters.privacy'), url: absoluteUrl(`/${locale}/privacy`) },
    { kind: 'link', label: t('letters.accessibility'), url: absoluteUrl(`/${locale}/accessibility`) },
  ];
}

export const summaryPassage = (locale: Locale, text: string, contact: string, ...more: Block[]): Passage => ({
  locale,
  blocks: [
    { kind: 'text', text },
    ...more,
    { kind: 'text', text: translator(locale)('letters.contact', { contact }) },
  ],
});

/** What an event changed, old and new; nothing when it changed no value. */
export function changesBlock(event: RecordedEvent, locale: Locale): Block[] {
  const t = translator(locale);
  const changed = changesOf(event);
  if (changed.length === 0) return [];
  return [
    {
      kind: 'changes',
      heading: t('letters.changed', { at: formatMoment(event.at, locale) }),
      words: { was: t('letters.was'), became: t('letters.became') },
      rows: changed.map(({ field, from, to }) => ({
        label: t(`fields.${field as Named}`),
        was: displayValue(field as Named, from, locale),
        became: displayValue(field as Named, to, locale),
      })),
    },
  ];
}

export function meetingFacts(meeting: Meeting, locale: Locale): Block {
  const t = translator(locale);
  const when = t('letters.whenValue', {
    day: formatWeekday(meeting.startsAt, locale),
    from: formatTime(meeting.startsAt),
    to: formatTime(meeting.endsAt),
  });
  return {
    kind: 'facts',
    heading: meeting.fullTitle[locale],
    rows: [
      { label: t('letters.when'), value: when },
      { label: t('letters.place'), value: meeting.place[locale] },
      { label: t('site.note'), value: noteUrl(locale) },
    ],
  };
}

export function recordedFacts(
  registration: Registration,
  locale: Locale,
  which: readonly Field[] = fields,
): Block {
  const t = translator(locale);
  const given = which.filter((field) => registration[field] !== null);
  return {
    kind: 'facts',
    heading: t('letters.recorded'),
    rows: [
      { label: t('fields.reference'), value: registration.reference },
      { label: t('fields.status'), value: displayValue('status', registration.status, locale) },
      ...given.map((field) => ({
        label: t(`fields.${field}`),
        value: displayValue(field, registration[field], locale),
      })),
    ],
  };
}

/**
 * The same for an email about an unverified registration that a stranger can cause: of what was typed only the name, and where
 * to see the rest. Why: docs/decisions/002-unverified-mailboxes.md.
 */
export const briefFacts = (registration: Registration, locale: Locale): Block[] => [
  recordedFacts(registration, locale, ['fullName']),
  { kind: 'text', text: translator(locale)('letters.behindLink') },
];

export const displayValue = (field: Named, value: string | null, locale: Locale): string =>
  valueInWords(field, value, locale) ?? translator(locale)('registration.none');

/** The personal link and what it is for; what the secretariat does after the deadline opens nothing to be changed. */
export function linkBlocks(
  { registration, meeting, event }: Pick<EmailContext, 'registration' | 'meeting' | 'event'>,
  locale: Locale,
): Block[] {
  const t = translator(locale);
  const { until } = deadlineInWords(meeting, locale);
  const text = isConfirmationOpen(meeting, event.at)
    ? t('letters.linkIntroduction', { deadline: until })
    : t('letters.linkLate');
  return [{ kind: 'text', text }, linkButton(registration, locale)];
}

export const linkButton = (
  { id, linkVersion }: Pick<Registration, 'id' | 'linkVersion'>,
  locale: Locale,
): Block => ({
  kind: 'button',
  label: translator(locale)('letters.link'),
  url: personalUrl({ registrationId: id, version: linkVersion }, locale),
});
