import { translator } from '@/lib/i18n/translator';
import { absoluteUrl } from '@/lib/server/urls';
import {
  changesBlock,
  type Email,
  type EmailContext,
  emailTo,
  recordedFacts,
  statementLinks,
} from '../parts';

/** What a notice is about; any other event is a new confirmation. */
const noticeKinds = {
  'registration.amended': 'amended',
  'registration.withdrawn': 'withdrawn',
  'registration.confirmedAgain': 'confirmedAgain',
} as const;

/** To the secretariat's mailbox, in Arabic, about what a participant did; not after the participant was erased. */
export function secretariatNotice({ registration, event, secretariatEmail }: EmailContext): Email | null {
  if (!registration || registration.erasedAt) return null;
  const { id, reference } = registration;
  const t = translator('ar');
  const what = noticeKinds[event.type as keyof typeof noticeKinds] ?? 'confirmed';
  return emailTo(secretariatEmail, t(`emails.secretariatNotice.subject.${what}`, { reference }), [
    {
      locale: 'ar',
      blocks: [
        { kind: 'text', text: t(`emails.secretariatNotice.lead.${what}`) },
        ...changesBlock(event, 'ar'),
        recordedFacts(registration, 'ar'),
        {
          kind: 'button',
          label: t('emails.secretariatNotice.link'),
          url: absoluteUrl(`/ar/admin/registrations/${id}`),
        },
        ...statementLinks('ar'),
      ],
    },
  ]);
}
