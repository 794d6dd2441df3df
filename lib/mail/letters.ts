import type { Change, Recorded } from '@/lib/audit';
import { calendarFile } from '@/lib/calendar';
import { countryName } from '@/lib/content/countries';
import { formatDay, formatTime, formatWeekday } from '@/lib/dates';
import { translator } from '@/lib/i18n/translator';
import { absolute, noteLink, personalLink } from '@/lib/links';
import { type Locale, otherLocale } from '@/lib/locale';
import type { Meeting } from '@/lib/meeting';
import { type Field, fields } from '@/lib/registration/schema';
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
    case 'secretariatNotice':
      return secretariatNotice(occasion);
  }
}

function acknowledgement(occasion: Occasion): Letter {
  const { registration, meeting, message } = occasion;
  const locale = registration.language;
  const t = translator(locale);
  return {
    ...toParticipant(
      occasion,
      t('letters.acknowledgement.subject', { day: formatDay(meeting.startsAt, locale) }),
      [
        { kind: 'text', text: t('letters.acknowledgement.lead') },
        meetingFacts(meeting, locale),
        recordedFacts(registration, locale),
        ...linkBlocks(registration, locale),
        { kind: 'text', text: t('letters.acknowledgement.calendar') },
      ],
      'letters.acknowledgement.summary',
    ),
    calendar: calendarFile(meeting, locale, message.createdAt),
  };
}

function alreadyConfirmed(occasion: Occasion): Letter {
  const { registration, meeting, event } = occasion;
  const locale = registration.language;
  const t = translator(locale);
  const differed = event.type === 'registration.repeated' ? event.differed : [];
  const isWithdrawn = registration.status === 'withdrawn';
  const differences: Block[] = [
    {
      kind: 'facts',
      heading: t('letters.alreadyConfirmed.differed'),
      rows: differed.map(({ field, to }: Change) => ({
        label: t(`fields.${field as Field}`),
        value: shown(field as Field, to, locale),
      })),
    },
    { kind: 'text', text: t('letters.alreadyConfirmed.differedHint') },
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
      ...(differed.length > 0 && !isWithdrawn ? differences : []),
      ...linkBlocks(registration, locale),
      meetingFacts(meeting, locale),
    ],
    isWithdrawn ? 'letters.alreadyConfirmed.summaryWithdrawn' : 'letters.alreadyConfirmed.summary',
  );
}

function secretariatNotice({ registration, meeting, secretariatEmail }: Occasion): Letter {
  const { id, reference } = registration;
  const passage = (locale: Locale): Passage => {
    const t = translator(locale);
    return {
      locale,
      blocks: [
        { kind: 'text', text: t('letters.secretariatNotice.lead') },
        recordedFacts(registration, locale),
        {
          kind: 'button',
          label: t('letters.secretariatNotice.link'),
          url: absolute(`/${locale}/admin/registrations/${id}`),
        },
      ],
    };
  };
  return addressed(
    { name: meeting.organizer.short.ar, address: secretariatEmail },
    translator('ar')('letters.secretariatNotice.subject', { reference }),
    [passage('ar')],
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
      ],
    },
  ]);
}

function addressed(to: Letter['to'], subject: string, passages: Passage[]): Letter {
  return { to, subject, text: asText(passages), html: asHtml(subject, passages) };
}

/** Greeting, body and closing in the participant's language, and a short summary in the other one. */
function toParticipant(
  { registration, meeting, secretariatEmail }: Occasion,
  subject: string,
  body: Block[],
  summary:
    | 'letters.acknowledgement.summary'
    | 'letters.alreadyConfirmed.summary'
    | 'letters.alreadyConfirmed.summaryWithdrawn',
): Letter {
  const { language, fullName, email, reference } = registration;
  const t = translator(language);
  const other = otherLocale(language);
  const tOther = translator(other);
  return addressed({ name: fullName, address: email }, subject, [
    {
      locale: language,
      blocks: [
        { kind: 'text', text: t('letters.greeting', { name: fullName }) },
        ...body,
        { kind: 'text', text: t('letters.contact', { contact: secretariatEmail }) },
        { kind: 'text', text: `${t('letters.closing')}\n${t('letters.signature')}` },
        { kind: 'link', label: t('letters.privacy'), url: absolute(`/${language}/privacy`) },
      ],
    },
    {
      locale: other,
      blocks: [
        { kind: 'text', text: tOther(summary, { reference }) },
        meetingFacts(meeting, other),
        { kind: 'text', text: tOther('letters.contact', { contact: secretariatEmail }) },
      ],
    },
  ]);
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
      ...given.map((field) => ({
        label: t(`fields.${field}`),
        value: shown(field, registration[field], locale),
      })),
    ],
  };
}

function shown(field: Field, value: string | null, locale: Locale): string {
  if (value === null) return translator(locale)('registration.none');
  return field === 'country' ? countryName(value, locale) : value;
}

function linkBlocks({ id, linkVersion }: Registration, locale: Locale): Block[] {
  const t = translator(locale);
  return [
    { kind: 'text', text: t('letters.linkIntroduction') },
    {
      kind: 'button',
      label: t('letters.link'),
      url: personalLink({ registrationId: id, version: linkVersion }, locale),
    },
  ];
}
