import { changesOf, type Recorded } from '@/lib/audit';
import { calendarFile } from '@/lib/calendar';
import { formatDay, formatMoment, formatTime, formatWeekday } from '@/lib/dates';
import { translator } from '@/lib/i18n/translator';
import { absolute, noteLink, personalLink } from '@/lib/links';
import { type Locale, otherLocale } from '@/lib/locale';
import type { Meeting } from '@/lib/meeting';
import { deadlineInWords } from '@/lib/registration/deadline';
import { fields } from '@/lib/registration/schema';
import { type Named, valueInWords } from '@/lib/registration/values';
import type { OutboxMessage, Registration } from '@/prisma/client/client';
import { asHtml, asText, type Block, type Passage } from './layout';

/** A letter, written and ready to be handed over. */
export type Letter = {
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  calendar?: string;
};

/** What a letter about a registration is written from. */
export type Occasion = {
  message: OutboxMessage;
  registration: Registration;
  event: Recorded;
  /** All registrations of the address, for a letter that lists their links. */
  ofAddress: Registration[];
  meeting: Meeting;
  secretariatEmail: string;
};

/** Writes the letter that a message owes, in the participant's language; the secretariat's is in Arabic. */
export function writeLetter(occasion: Occasion): Letter {
  switch (occasion.message.kind) {
    case 'acknowledgement':
      return acknowledgement(occasion);
    case 'alreadyConfirmed':
      return alreadyConfirmed(occasion);
    case 'amendment':
      return amendment(occasion);
    case 'withdrawal':
      return withdrawal(occasion);
    case 'lostLink':
      return lostLink(occasion);
    case 'secretariatNotice':
      return secretariatNotice(occasion);
  }
}

function acknowledgement(occasion: Occasion): Letter {
  const { registration, meeting, message, event } = occasion;
  const locale = registration.language;
  const t = translator(locale);
  const isAgain = event.type === 'registration.confirmedAgain';
  return {
    ...toParticipant(
      occasion,
      t('letters.acknowledgement.subject', { day: formatDay(meeting.startsAt, locale) }),
      [
        {
          kind: 'text',
          text: t(isAgain ? 'letters.acknowledgement.leadAgain' : 'letters.acknowledgement.lead'),
        },
        ...changes(event, locale),
        meetingFacts(meeting, locale),
        recordedFacts(registration, locale),
        ...linkBlocks(registration, meeting, locale),
        { kind: 'text', text: t('letters.acknowledgement.calendar') },
      ],
      'letters.acknowledgement.summary',
    ),
    // A letter that comes late may speak of what was withdrawn since.
    ...(registration.status === 'confirmed' && {
      calendar: calendarFile(meeting, locale, message.createdAt),
    }),
  };
}

function alreadyConfirmed(occasion: Occasion): Letter {
  const { registration, meeting, event } = occasion;
  const locale = registration.language;
  const t = translator(locale);
  const differed = changesOf(event);
  const isWithdrawn = registration.status === 'withdrawn';
  const differences: Block[] = [
    {
      kind: 'facts',
      heading: t('letters.alreadyConfirmed.differed'),
      rows: differed.map(({ field, to }) => ({
        label: t(`fields.${field as Named}`),
        value: shown(field as Named, to, locale),
      })),
    },
    {
      kind: 'text',
      text: t('letters.alreadyConfirmed.differedHint', { deadline: deadlineInWords(meeting, locale).until }),
    },
  ];
  return toParticipant(
    occasion,
    isWithdrawn
      ? t('letters.alreadyConfirmed.subjectWithdrawn')
      : t('letters.alreadyConfirmed.subject', { day: formatDay(meeting.startsAt, locale) }),
    [
      {
        kind: 'text',
        text: t(isWithdrawn ? 'letters.alreadyConfirmed.leadWithdrawn' : 'letters.alreadyConfirmed.lead'),
      },
      recordedFacts(registration, locale),
      ...(isWithdrawn
        ? []
        : [...(differed.length > 0 ? differences : []), ...linkBlocks(registration, meeting, locale)]),
      meetingFacts(meeting, locale),
    ],
    isWithdrawn ? 'letters.alreadyConfirmed.summaryWithdrawn' : 'letters.alreadyConfirmed.summary',
  );
}

function amendment(occasion: Occasion): Letter {
  const { registration, meeting, event } = occasion;
  const locale = registration.language;
  const t = translator(locale);
  return toParticipant(
    occasion,
    t('letters.amendment.subject', { day: formatDay(meeting.startsAt, locale) }),
    [
      { kind: 'text', text: t('letters.amendment.lead') },
      ...changes(event, locale),
      recordedFacts(registration, locale),
      ...linkBlocks(registration, meeting, locale),
      meetingFacts(meeting, locale),
    ],
    'letters.amendment.summary',
  );
}

function withdrawal(occasion: Occasion): Letter {
  const { registration, meeting, event } = occasion;
  const locale = registration.language;
  const t = translator(locale);
  const { until } = deadlineInWords(meeting, locale);
  return toParticipant(
    occasion,
    t('letters.withdrawal.subject', { day: formatDay(meeting.startsAt, locale) }),
    [
      { kind: 'text', text: t('letters.withdrawal.lead') },
      ...changes(event, locale),
      recordedFacts(registration, locale),
      { kind: 'text', text: t('letters.withdrawal.link', { deadline: until }) },
      linkButton(registration, locale),
    ],
    'letters.withdrawal.summary',
  );
}

/** To whoever reads the mailbox, in the language of the page where it was asked for; several people may share it. */
function lostLink({ registration, event, ofAddress, secretariatEmail }: Occasion): Letter {
  const locale = event.type === 'registration.linkAsked' ? event.language : registration.language;
  const other = otherLocale(locale);
  const t = translator(locale);
  const each = ofAddress.flatMap((one): Block[] => [
    {
      kind: 'facts',
      heading: one.fullName,
      rows: [
        { label: t('fields.reference'), value: one.reference },
        { label: t('fields.status'), value: shown('status', one.status, locale) },
      ],
    },
    linkButton(one, locale),
  ]);
  return addressed({ name: '', address: registration.email }, t('letters.lostLink.subject'), [
    {
      locale,
      blocks: [
        { kind: 'text', text: t('letters.lostLink.greeting') },
        { kind: 'text', text: t('letters.lostLink.lead') },
        ...each,
        ...ending(locale, secretariatEmail),
      ],
    },
    summaryPassage(other, translator(other)('letters.lostLink.summary'), secretariatEmail),
  ]);
}

/** What a notice is about; anything but these is a new confirmation. */
const noticed = {
  'registration.amended': 'amended',
  'registration.withdrawn': 'withdrawn',
  'registration.confirmedAgain': 'confirmedAgain',
} as const;

function secretariatNotice({ registration, event, meeting, secretariatEmail }: Occasion): Letter {
  const { id, reference } = registration;
  const t = translator('ar');
  const what = noticed[event.type as keyof typeof noticed] ?? 'confirmed';
  return addressed(
    { name: meeting.organizer.short.ar, address: secretariatEmail },
    t(`letters.secretariatNotice.subject.${what}`, { reference }),
    [
      {
        locale: 'ar',
        blocks: [
          { kind: 'text', text: t(`letters.secretariatNotice.lead.${what}`) },
          ...changes(event, 'ar'),
          recordedFacts(registration, 'ar'),
          {
            kind: 'button',
            label: t('letters.secretariatNotice.link'),
            url: absolute(`/ar/admin/registrations/${id}`),
          },
          ...statements('ar'),
        ],
      },
    ],
  );
}

/** The letter with a code for the secretariat's pages; it is sent at once and not kept. */
export function signInCode(address: string, code: string, locale: Locale): Letter {
  const t = translator(locale);
  return addressed({ name: '', address }, t('letters.signInCode.subject'), [
    {
      locale,
      blocks: [
        { kind: 'text', text: t('letters.signInCode.lead') },
        { kind: 'code', code },
        { kind: 'text', text: t('letters.signInCode.ignore') },
        ...statements(locale),
      ],
    },
  ]);
}

function addressed(to: Letter['to'], subject: string, passages: Passage[]): Letter {
  return { to, subject, text: asText(passages), html: asHtml(subject, passages) };
}

type Summary =
  | `letters.${'acknowledgement' | 'alreadyConfirmed' | 'amendment' | 'withdrawal'}.summary`
  | 'letters.alreadyConfirmed.summaryWithdrawn';

/** Greeting, body and closing in the participant's language, and a short summary in the other one. */
function toParticipant(
  { registration, meeting, secretariatEmail }: Occasion,
  subject: string,
  body: Block[],
  summary: Summary,
): Letter {
  const { language, fullName, email, reference } = registration;
  const t = translator(language);
  const other = otherLocale(language);
  const inShort = translator(other)(summary, { reference });
  return addressed({ name: fullName, address: email }, subject, [
    {
      locale: language,
      blocks: [
        { kind: 'text', text: t('letters.greeting', { name: fullName }) },
        ...body,
        ...ending(language, secretariatEmail),
      ],
    },
    summaryPassage(other, inShort, secretariatEmail, meetingFacts(meeting, other)),
  ]);
}

/** How every letter to a participant ends. */
function ending(locale: Locale, contact: string): Block[] {
  const t = translator(locale);
  return [
    { kind: 'text', text: t('letters.contact', { contact }) },
    { kind: 'text', text: `${t('letters.closing')}\n${t('letters.signature')}` },
    ...statements(locale),
  ];
}

/** The two statements, which every letter leads to. */
function statements(locale: Locale): Block[] {
  const t = translator(locale);
  return [
    { kind: 'link', label: t('letters.privacy'), url: absolute(`/${locale}/privacy`) },
    { kind: 'link', label: t('letters.accessibility'), url: absolute(`/${locale}/accessibility`) },
  ];
}

const summaryPassage = (locale: Locale, text: string, contact: string, ...more: Block[]): Passage => ({
  locale,
  blocks: [
    { kind: 'text', text },
    ...more,
    { kind: 'text', text: translator(locale)('letters.contact', { contact }) },
  ],
});

/** What an event changed, old and new; nothing when it changed no value. */
function changes(event: Recorded, locale: Locale): Block[] {
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
        was: shown(field as Named, from, locale),
        became: shown(field as Named, to, locale),
      })),
    },
  ];
}

function meetingFacts(meeting: Meeting, locale: Locale): Block {
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
      { label: t('site.note'), value: noteLink(locale) },
    ],
  };
}

function recordedFacts(registration: Registration, locale: Locale): Block {
  const t = translator(locale);
  const given = fields.filter((field) => registration[field] !== null);
  return {
    kind: 'facts',
    heading: t('letters.recorded'),
    rows: [
      { label: t('fields.reference'), value: registration.reference },
      { label: t('fields.status'), value: shown('status', registration.status, locale) },
      ...given.map((field) => ({
        label: t(`fields.${field}`),
        value: shown(field, registration[field], locale),
      })),
    ],
  };
}

const shown = (field: Named, value: string | null, locale: Locale): string =>
  valueInWords(field, value, locale) ?? translator(locale)('registration.none');

function linkBlocks(registration: Registration, meeting: Meeting, locale: Locale): Block[] {
  const { until } = deadlineInWords(meeting, locale);
  return [
    { kind: 'text', text: translator(locale)('letters.linkIntroduction', { deadline: until }) },
    linkButton(registration, locale),
  ];
}

const linkButton = ({ id, linkVersion }: Registration, locale: Locale): Block => ({
  kind: 'button',
  label: translator(locale)('letters.link'),
  url: personalLink({ registrationId: id, version: linkVersion }, locale),
});
