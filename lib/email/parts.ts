import { changesOf, type RecordedEvent } from '@/lib/audit/audit';
import { directionOf, type Locale, locales, otherLocale } from '@/lib/i18n/locale';
import { type Translator, translator } from '@/lib/i18n/translator';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { deadlineInWords } from '@/lib/meeting/deadline';
import { isConfirmationOpen } from '@/lib/meeting/phase';
import { type FieldName, valueInWords } from '@/lib/registration/field-values';
import { nameIn } from '@/lib/registration/person-name';
import { type Field, fields } from '@/lib/registration/schema';
import { absoluteUrl, noteUrl, personalUrl } from '@/lib/server/urls';
import { isolated, plainText } from '@/lib/text/bidi';
import { formatMoment, formatTime, formatWeekday } from '@/lib/time/dates';
import type { Mailing, OutboxMessage, Registration } from '@/prisma/client/client';
import { addressee } from './addressee';
import { asHtml, asText, type Block, type Passage } from './layout';

/** An email, ready to be sent. */
export type Email = {
  /** The address alone: a name would be shown by mail programs, and a stranger may have typed it. */
  to: string;
  subject: string;
  text: string;
  html: string;
  calendar?: string;
  /** The language of the subject and of the first passage. */
  language: Locale;
  /** The ids of other registrations that it names, if there are any. */
  others?: string[];
};

/** A registration with an address. */
export type Recipient = Registration & { email: string };

/** The data from which an email is composed: the message of the outbox, and what is recorded about it now. */
export type EmailContext = {
  message: OutboxMessage;
  /** The event that caused the email. */
  event: RecordedEvent;
  /** The registration that the message is about; `null` for an email to staff, and for a message without a recipient. */
  registration: Registration | null;
  /** The mailing that the email is a part of. */
  mailing: Mailing | null;
  meeting: Meeting;
  /** The meeting's time when the email is composed, which may be long after its event: it decides what can still be said. */
  now: Date;
  secretariatEmail: string;
};

/** The same for an email to a participant, whose registration has an address. */
export type ParticipantContext = EmailContext & { registration: Recipient };

/** Whether an email can be sent to a participant: since it was queued, the address may be gone or the person erased. */
export const isReachable = (registration: Registration | null): registration is Recipient =>
  registration !== null && registration.email !== null && registration.erasedAt === null;

/** Wraps the composing of an email to a participant: it returns `null` if the participant is not reachable. */
export const forParticipant =
  (compose: (context: ParticipantContext) => Email | null) =>
  (context: EmailContext): Email | null => {
    const { registration } = context;
    return isReachable(registration) ? compose({ ...context, registration }) : null;
  };

/**
 * An email as HTML and as plain text.
 * @param passages at least one; the subject is in the language of the first
 */
export function emailTo(to: string, subject: string, passages: Passage[]): Email {
  const language = passages[0]?.locale ?? 'ar';
  const line = plainText(subject, directionOf(language));
  return { to, subject: line, text: asText(passages), html: asHtml(line, passages), language };
}

/**
 * Greeting, body and closing in the participant's language, and a short summary in the other one. The summary names the time and place
 * only for somebody who is confirmed: to anybody else it would read like an invitation.
 */
export function participantEmail(
  {
    registration,
    meeting,
    secretariatEmail,
  }: Pick<ParticipantContext, 'registration' | 'meeting' | 'secretariatEmail'>,
  subject: string,
  body: Block[],
  summaryText: (t: Translator) => string,
): Email {
  const { language, email } = registration;
  const t = translator(language);
  const other = otherLocale(language);
  return emailTo(email, subject, [
    {
      locale: language,
      blocks: [
        {
          kind: 'text',
          text: t('emails.greeting', { addressee: addressee(nameIn(registration, language), language) }),
        },
        ...body,
        ...closing(language, secretariatEmail),
      ],
    },
    summaryPassage(
      other,
      summaryText(translator(other)),
      secretariatEmail,
      ...(registration.status === 'confirmed' ? [meetingFacts(meeting, other)] : []),
    ),
  ]);
}

/** An email to a member of staff whose language is unknown: all of it in both languages. */
export function staffEmail(
  address: string,
  subject: 'emails.invitation.subject' | 'emails.trial.subject',
  body: (locale: Locale, t: Translator) => Block[],
): Email {
  return emailTo(
    address,
    locales.map((locale) => translator(locale)(subject)).join(' / '),
    locales.map((locale) => ({
      locale,
      blocks: [...body(locale, translator(locale)), ...statementLinks(locale)],
    })),
  );
}

/** The last blocks of each email to a participant: contact, signature, links to the statements. */
export function closing(locale: Locale, contact: string): Block[] {
  const t = translator(locale);
  return [
    { kind: 'text', text: t('emails.contact', { contact: isolated(contact) }) },
    { kind: 'text', text: `${t('emails.closing')}\n${t('emails.signature')}` },
    ...statementLinks(locale),
  ];
}

/** Links to the privacy and accessibility statements, which each email has. */
export function statementLinks(locale: Locale): Block[] {
  const t = translator(locale);
  return [
    { kind: 'link', label: t('emails.privacy'), url: absoluteUrl(`/${locale}/privacy`) },
    { kind: 'link', label: t('emails.accessibility'), url: absoluteUrl(`/${locale}/accessibility`) },
  ];
}

export const summaryPassage = (locale: Locale, text: string, contact: string, ...more: Block[]): Passage => ({
  locale,
  blocks: [
    { kind: 'text', text },
    ...more,
    { kind: 'text', text: translator(locale)('emails.contact', { contact: isolated(contact) }) },
  ],
});

/** The old and new values of an event's changes; no block if it changed nothing. */
export function changesBlock(event: RecordedEvent, locale: Locale): Block[] {
  const t = translator(locale);
  const changed = changesOf(event);
  if (changed.length === 0) return [];
  return [
    {
      kind: 'changes',
      heading: t('emails.changed', { at: formatMoment(event.at, locale) }),
      words: { was: t('emails.was'), became: t('emails.became') },
      rows: changed.map(({ field, from, to }) => ({
        label: t(`fields.${field as FieldName}`),
        was: displayValue(field as FieldName, from, locale),
        became: displayValue(field as FieldName, to, locale),
      })),
    },
  ];
}

export function meetingFacts(meeting: Meeting, locale: Locale): Block {
  const t = translator(locale);
  const when = t('emails.whenValue', {
    day: formatWeekday(meeting.startsAt, locale),
    from: formatTime(meeting.startsAt),
    to: formatTime(meeting.endsAt),
  });
  return {
    kind: 'facts',
    heading: meeting.fullTitle[locale],
    rows: [
      { label: t('emails.when'), value: when },
      { label: t('emails.place'), value: meeting.place[locale] },
      { label: t('site.note'), value: noteUrl(locale) },
    ],
  };
}

export function recordedFacts(
  registration: Registration,
  locale: Locale,
  shownFields: readonly Field[] = fields,
): Block {
  const t = translator(locale);
  const filledIn = shownFields.filter((field) => registration[field] !== null);
  return {
    kind: 'facts',
    heading: t('emails.recorded'),
    rows: [
      { label: t('fields.reference'), value: registration.reference },
      { label: t('fields.status'), value: displayValue('status', registration.status, locale) },
      ...filledIn.map((field) => ({
        label: t(`fields.${field}`),
        value: displayValue(field, registration[field], locale),
      })),
    ],
  };
}

/**
 * The same for an email about an unverified registration, which a stranger can cause. It has only the name and says where to see the
 * other values, because a stranger may have typed them. See docs/decisions/002-unverified-mailboxes.md.
 */
export const briefFacts = (registration: Registration, locale: Locale): Block[] => [
  recordedFacts(registration, locale, ['fullName']),
  { kind: 'text', text: translator(locale)('emails.behindLink') },
];

export const displayValue = (field: FieldName, value: string | null, locale: Locale): string =>
  valueInWords(field, value, locale) ?? translator(locale)('registration.none');

/** The personal link and what it is for. In an email that is composed after the deadline it only shows the registration. */
export function linkBlocks(
  { registration, meeting, now }: Pick<ParticipantContext, 'registration' | 'meeting' | 'now'>,
  locale: Locale,
): Block[] {
  const t = translator(locale);
  const { until } = deadlineInWords(meeting, locale);
  const text = isConfirmationOpen(meeting, now)
    ? t('emails.linkIntroduction', { deadline: until })
    : t('emails.linkLate');
  return [{ kind: 'text', text }, linkButton(registration, locale)];
}

export const linkButton = (
  { id, linkVersion }: Pick<Registration, 'id' | 'linkVersion'>,
  locale: Locale,
  label: string = translator(locale)('emails.link'),
): Block => ({
  kind: 'button',
  label,
  url: personalUrl({ registrationId: id, version: linkVersion }, locale),
});
