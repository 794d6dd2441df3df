import { otherLocale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { registrationsOfAddress } from '@/lib/registration/queries';
import { isolated } from '@/lib/text/bidi';
import type { Registration } from '@/prisma/client/client';
import type { Block } from '../layout';
import {
  closing,
  displayValue,
  type Email,
  type EmailContext,
  emailTo,
  isReachable,
  linkButton,
  type Recipient,
  summaryPassage,
} from '../parts';

/**
 * To the owner of an address, with the personal links of all its registrations. If nobody registered the address, the same is read
 * and composed about an invented registration and not sent (`hasNoRecipient`), so that the time it takes does not tell the difference.
 */
export async function lostLink(context: EmailContext): Promise<Email | null> {
  const { registration, message, meeting } = context;
  if (message.registrationId === null) {
    await registrationsOfAddress({ meetingId: meeting.id, emailKey: 'none', email: 'none' });
    const invented = { ...INVENTED, id: message.id };
    return withLinks(context, invented, [invented]);
  }
  if (!isReachable(registration)) return null;
  const ofAddress = await registrationsOfAddress(registration);
  return withLinks(context, registration, ofAddress.filter(isReachable));
}

const INVENTED = {
  linkVersion: 1,
  fullName: '–',
  reference: '–',
  status: 'confirmed',
  email: 'nobody@invalid',
  language: 'ar',
} as const;

/** In the language of the page on which the links were requested. */
function withLinks(
  { event, secretariatEmail }: EmailContext,
  registration: Pick<Recipient, 'id' | 'email' | 'language'>,
  ofAddress: Pick<Registration, 'id' | 'linkVersion' | 'fullName' | 'reference' | 'status'>[],
): Email {
  const locale = event.type === 'registration.linkAsked' ? event.language : registration.language;
  const other = otherLocale(locale);
  const t = translator(locale);
  const links = ofAddress.flatMap((registered): Block[] => [
    {
      kind: 'facts',
      heading: isolated(registered.fullName),
      rows: [
        { label: t('fields.reference'), value: registered.reference },
        { label: t('fields.status'), value: displayValue('status', registered.status, locale) },
      ],
    },
    linkButton(registered, locale),
  ]);
  const email = emailTo(registration.email, t('emails.lostLink.subject'), [
    {
      locale,
      blocks: [
        { kind: 'text', text: t('emails.lostLink.greeting') },
        { kind: 'text', text: t('emails.lostLink.lead') },
        ...links,
        ...closing(locale, secretariatEmail),
      ],
    },
    summaryPassage(other, translator(other)('emails.lostLink.summary'), secretariatEmail),
  ]);
  return { ...email, others: ofAddress.map(({ id }) => id).filter((id) => id !== registration.id) };
}
