import { changesOf } from '@/lib/audit/audit';
import { comma } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { deadlineInWords } from '@/lib/meeting/deadline';
import { isConfirmationOpen } from '@/lib/meeting/phase';
import type { FieldName } from '@/lib/registration/field-values';
import { isUnverified } from '@/lib/registration/identity';
import { formatDay } from '@/lib/time/dates';
import type { Block } from '../layout';
import {
  briefFacts,
  forParticipant,
  linkBlocks,
  meetingFacts,
  participantEmail,
  recordedFacts,
} from '../parts';

/** To the owner of an address for which the form was sent once more; nothing was changed. */
export const alreadyConfirmed = forParticipant((context) => {
  const { registration, meeting, event, now } = context;
  const { language: locale, reference } = registration;
  const t = translator(locale);
  const isWithdrawn = registration.status === 'withdrawn';
  // Only which fields differ, not their values: a stranger may have sent the form.
  const differed = changesOf(event).map(({ field }) => t(`fields.${field as FieldName}`));
  const differences: Block[] = [
    {
      kind: 'text',
      text: t('emails.alreadyConfirmed.differed', { fields: differed.join(comma[locale]) }),
    },
    // Once the deadline has passed, the link below only shows the registration, and its own sentence says so.
    ...(isConfirmationOpen(meeting, now)
      ? [
          {
            kind: 'text' as const,
            text: t('emails.alreadyConfirmed.differedHint', {
              deadline: deadlineInWords(meeting, locale).until,
            }),
          },
        ]
      : []),
  ];
  return participantEmail(
    context,
    isWithdrawn
      ? t('emails.alreadyConfirmed.subjectWithdrawn')
      : t('emails.alreadyConfirmed.subject', { day: formatDay(meeting.startsAt, locale) }),
    [
      {
        kind: 'text',
        text: t(isWithdrawn ? 'emails.alreadyConfirmed.leadWithdrawn' : 'emails.alreadyConfirmed.lead'),
      },
      ...(isUnverified(registration)
        ? briefFacts(registration, locale)
        : [recordedFacts(registration, locale)]),
      ...(isWithdrawn
        ? []
        : [
            ...(differed.length > 0 ? differences : []),
            ...linkBlocks(context, locale),
            meetingFacts(meeting, locale),
          ]),
    ],
    (t) =>
      t(isWithdrawn ? 'emails.alreadyConfirmed.summaryWithdrawn' : 'emails.alreadyConfirmed.summary', {
        reference,
      }),
  );
});
