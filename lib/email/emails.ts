import { changesOf } from '@/lib/audit/audit';
import { comma, type Locale, locales, otherLocale } from '@/lib/i18n/locale';
import { type Translator, translator } from '@/lib/i18n/translator';
import { mailingEmail } from '@/lib/mailing/mailing-email';
import { calendarFile } from '@/lib/meeting/calendar';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { deadlineInWords } from '@/lib/meeting/deadline';
import type { Named } from '@/lib/registration/field-values';
import { isUnverified } from '@/lib/registration/identity';
import { absoluteUrl } from '@/lib/server/urls';
import { formatDay, formatMoment } from '@/lib/time/dates';
import type { MessageKind, OutboxMessage, Registration } from '@/prisma/client/client';
import type { Block } from './layout';
import type { secretariatKinds } from './outbox';
import {
  briefFacts,
  changesBlock,
  closing,
  displayValue,
  type Email,
  type EmailContext,
  emailTo,
  linkBlocks,
  linkButton,
  meetingFacts,
  participantEmail,
  type Recipient,
  recordedFacts,
  statementLinks,
  summaryPassage,
} from './parts';

/** The kinds of letters that go to a participant. */
export type ParticipantEmailKind = Exclude<MessageKind, (typeof secretariatKinds)[number]>;

/** Writes the letter that a message owes to a participant, in the participant's language. */
export function composeEmail(kind: ParticipantEmailKind, occasion: EmailContext): Email {
  switch (kind) {
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
    case 'newLink':
      return newLink(occasion);
    case 'mailing':
      return mailingEmail(occasion);
  }
}

function acknowledgement(occasion: EmailContext): Email {
  const { registration, meeting, message, event } = occasion;
  const { language: locale, reference } = registration;
  const t = translator(locale);
  const isAgain = event.type === 'registration.confirmedAgain' || event.type === 'registration.reinstated';
  const isBrief = event.actor === 'participant' && isUnverified(registration);
  return {
    ...participantEmail(
      occasion,
      t('letters.acknowledgement.subject', { day: formatDay(meeting.startsAt, locale) }),
      [
        {
          kind: 'text',
          text: t(isAgain ? 'letters.acknowledgement.leadAgain' : 'letters.acknowledgement.lead'),
        },
        ...(isBrief ? [] : changesBlock(event, locale)),
        meetingFacts(meeting, locale),
        ...(isBrief ? briefFacts(registration, locale) : [recordedFacts(registration, locale)]),
        ...linkBlocks(occasion, locale),
        { kind: 'text', text: t('letters.acknowledgement.calendar') },
      ],
      (t) => t('letters.acknowledgement.summary', { reference }),
    ),
    // A letter that comes late may speak of what was withdrawn since.
    ...(registration.status === 'confirmed' && {
      calendar: calendarFile(meeting, locale, message.createdAt),
    }),
  };
}

function alreadyConfirmed(occasion: EmailContext): Email {
  const { registration, meeting, event } = occasion;
  const { language: locale, reference } = registration;
  const t = translator(locale);
  const isWithdrawn = registration.status === 'withdrawn';
  // Which fields, and not what they said: whoever sent the form once more need not be the owner of the address.
  const differed = changesOf(event).map(({ field }) => t(`fields.${field as Named}`));
  const differences: Block[] = [
    {
      kind: 'text',
      text: t('letters.alreadyConfirmed.differed', { fields: differed.join(comma[locale]) }),
    },
    {
      kind: 'text',
      text: t('letters.alreadyConfirmed.differedHint', { deadline: deadlineInWords(meeting, locale).until }),
    },
  ];
  return participantEmail(
    occasion,
    isWithdrawn
      ? t('letters.alreadyConfirmed.subjectWithdrawn')
      : t('letters.alreadyConfirmed.subject', { day: formatDay(meeting.startsAt, locale) }),
    [
      {
        kind: 'text',
        text: t(isWithdrawn ? 'letters.alreadyConfirmed.leadWithdrawn' : 'letters.alreadyConfirmed.lead'),
      },
      ...(isUnverified(registration)
        ? briefFacts(registration, locale)
        : [recordedFacts(registration, locale)]),
      ...(isWithdrawn ? [] : [...(differed.length > 0 ? differences : []), ...linkBlocks(occasion, locale)]),
      meetingFacts(meeting, locale),
    ],
    (t) =>
      t(isWithdrawn ? 'letters.alreadyConfirmed.summaryWithdrawn' : 'letters.alreadyConfirmed.summary', {
        reference,
      }),
  );
}

function amendment(occasion: EmailContext): Email {
  const { registration, meeting, event } = occasion;
  const { language: locale, reference } = registration;
  const t = translator(locale);
  return participantEmail(
    occasion,
    t('letters.amendment.subject', { day: formatDay(meeting.startsAt, locale) }),
    [
      {
        kind: 'text',
        text: t(
          event.type === 'registration.corrected'
            ? 'letters.amendment.leadCorrected'
            : 'letters.amendment.lead',
        ),
      },
      ...changesBlock(event, locale),
      recordedFacts(registration, locale),
      ...linkBlocks(occasion, locale),
      meetingFacts(meeting, locale),
    ],
    (t) => t('letters.amendment.summary', { reference }),
  );
}

function withdrawal(occasion: EmailContext): Email {
  const { registration, meeting, event } = occasion;
  const { language: locale, reference } = registration;
  const t = translator(locale);
  const isOwn = event.actor === 'participant';
  const { until } = deadlineInWords(meeting, locale);
  return participantEmail(
    occasion,
    t(isOwn ? 'letters.withdrawal.subject' : 'letters.withdrawal.subjectBySecretariat', {
      day: formatDay(meeting.startsAt, locale),
    }),
    [
      { kind: 'text', text: t(isOwn ? 'letters.withdrawal.lead' : 'letters.withdrawal.leadBySecretariat') },
      ...changesBlock(event, locale),
      recordedFacts(registration, locale),
      // Whom the secretariat withdrew only the secretariat can bring back.
      ...(isOwn
        ? [
            { kind: 'text' as const, text: t('letters.withdrawal.link', { deadline: until }) },
            linkButton(registration, locale),
          ]
        : []),
    ],
    (t) => t(isOwn ? 'letters.withdrawal.summary' : 'letters.withdrawal.summaryBySecretariat', { reference }),
  );
}

/** To whoever reads the mailbox, in the language of the page where it was asked for; several people may share it. */
function lostLink({
  registration,
  event,
  ofAddress,
  secretariatEmail,
}: Pick<EmailContext, 'event' | 'secretariatEmail'> & {
  registration: Pick<Recipient, 'email' | 'language'>;
  ofAddress: Pick<Registration, 'id' | 'linkVersion' | 'fullName' | 'reference' | 'status'>[];
}): Email {
  const locale = event.type === 'registration.linkAsked' ? event.language : registration.language;
  const other = otherLocale(locale);
  const t = translator(locale);
  const each = ofAddress.flatMap((one): Block[] => [
    {
      kind: 'facts',
      heading: one.fullName,
      rows: [
        { label: t('fields.reference'), value: one.reference },
        { label: t('fields.status'), value: displayValue('status', one.status, locale) },
      ],
    },
    linkButton(one, locale),
  ]);
  return emailTo(registration.email, t('letters.lostLink.subject'), [
    {
      locale,
      blocks: [
        { kind: 'text', text: t('letters.lostLink.greeting') },
        { kind: 'text', text: t('letters.lostLink.lead') },
        ...each,
        ...closing(locale, secretariatEmail),
      ],
    },
    summaryPassage(other, translator(other)('letters.lostLink.summary'), secretariatEmail),
  ]);
}

/** The same where nobody is registered, about an invented registration: it takes as long to write, and is not sent. */
export function lostLinkToNobody(
  about: Pick<EmailContext, 'event' | 'secretariatEmail'> & { message: OutboxMessage },
): Email {
  const nobody = {
    id: about.message.id,
    linkVersion: 1,
    fullName: '–',
    reference: '–',
    status: 'confirmed',
    email: 'nobody@invalid',
    language: 'ar',
  } as const;
  return lostLink({ ...about, registration: nobody, ofAddress: [nobody] });
}

/** The secretariat made the links sent before worthless; this is the one that counts. */
function newLink(occasion: EmailContext): Email {
  const { registration } = occasion;
  const { language: locale, reference } = registration;
  const t = translator(locale);
  return participantEmail(
    occasion,
    t('letters.newLink.subject'),
    [
      { kind: 'text', text: t('letters.newLink.lead') },
      recordedFacts(registration, locale),
      ...linkBlocks(occasion, locale),
    ],
    (t) => t('letters.newLink.summary', { reference }),
  );
}

/** What a notice is about; anything but these is a new confirmation. */
const noticeKinds = {
  'registration.amended': 'amended',
  'registration.withdrawn': 'withdrawn',
  'registration.confirmedAgain': 'confirmedAgain',
} as const;

/** Tells the secretariat's mailbox, in Arabic, what a participant did. */
export function secretariatNotice({
  registration,
  event,
  secretariatEmail,
}: Pick<EmailContext, 'event' | 'secretariatEmail'> & { registration: Registration }): Email {
  const { id, reference } = registration;
  const t = translator('ar');
  const what = noticeKinds[event.type as keyof typeof noticeKinds] ?? 'confirmed';
  return emailTo(secretariatEmail, t(`letters.secretariatNotice.subject.${what}`, { reference }), [
    {
      locale: 'ar',
      blocks: [
        { kind: 'text', text: t(`letters.secretariatNotice.lead.${what}`) },
        ...changesBlock(event, 'ar'),
        recordedFacts(registration, 'ar'),
        {
          kind: 'button',
          label: t('letters.secretariatNotice.link'),
          url: absoluteUrl(`/ar/admin/registrations/${id}`),
        },
        ...statementLinks('ar'),
      ],
    },
  ]);
}

/** A letter to somebody of the staff whose language nobody knows: all of it in both. */
function toStaff(
  address: string,
  subject: 'letters.invitation.subject' | 'letters.trial.subject',
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

/** Tells somebody that they may sign in to the secretariat's pages; it is sent at once and not kept. */
export function memberInvitation(address: string, meeting: Meeting): Email {
  return toStaff(address, 'letters.invitation.subject', (locale, t) => [
    { kind: 'text', text: t('letters.invitation.lead', { meeting: meeting.fullTitle[locale] }) },
    { kind: 'button', label: t('letters.invitation.link'), url: absoluteUrl(`/${locale}/admin`) },
  ]);
}

/** Shows that letters arrive; it is sent at once and not kept. */
export function testEmail(address: string, at: Date): Email {
  return toStaff(address, 'letters.trial.subject', (locale, t) => [
    { kind: 'text', text: t('letters.trial.text', { moment: formatMoment(at, locale) }) },
  ]);
}

/** The letter with a code for the secretariat's pages; it is sent at once and not kept. */
export function signInCode(address: string, code: string, locale: Locale): Email {
  const t = translator(locale);
  return emailTo(address, t('letters.signInCode.subject'), [
    {
      locale,
      blocks: [
        { kind: 'text', text: t('letters.signInCode.lead') },
        { kind: 'code', code },
        { kind: 'text', text: t('letters.signInCode.ignore') },
        ...statementLinks(locale),
      ],
    },
  ]);
}
