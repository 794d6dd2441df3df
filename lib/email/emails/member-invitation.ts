import { absoluteUrl } from '@/lib/server/urls';
import { memberByEmail } from '@/lib/staff/members';
import { type Email, type EmailContext, staffEmail } from '../parts';

/** To somebody who may now sign in to the staff pages; none if the member was removed before it was composed. */
export async function memberInvitation({ event, meeting }: EmailContext): Promise<Email | null> {
  if (event.type !== 'person.invited') return null;
  const member = await memberByEmail(event.email);
  if (!member) return null;
  return staffEmail(member.email, 'emails.invitation.subject', (locale, t) => [
    { kind: 'text', text: t('emails.invitation.lead', { meeting: meeting.fullTitle[locale] }) },
    { kind: 'button', label: t('emails.invitation.link'), url: absoluteUrl(`/${locale}/admin`) },
  ]);
}
