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

/** The variant of the notice for a type of event; for any other type it is `confirmed`. */
const variants = {
  'registration.amended': 'amended',
  'registration.withdrawn': 'withdrawn',
  'registration.confirmedAgain': 'confirmedAgain',
} as const;

/** To the secretariat's mailbox, in Arabic, about a participant's change; none if the participant was erased in between. */
export function secretariatNotice({ registration, event, secretariatEmail }: EmailContext): Email | null {
  if (!registration || registration.erasedAt) return null;
  const { id, reference } = registration;
  const t = translator('ar');
  const variant = variants[event.type as keyof typeof variants] ?? 'confirmed';
  return emailTo(secretariatEmail, t(`emails.secretariatNotice.subject.${variant}`, { reference }), [
    {
      locale: 'ar',
      blocks: [
        { kind: 'text', text: t(`emails.secretariatNotice.lead.${variant}`) },
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
