import { formatMoment } from '@/lib/time/dates';
import { type Email, staffEmail } from '../parts';

/** To the member of staff who tests the mail settings. It is sent at once, past the outbox: its result is what is tested. */
export function testEmail(address: string, at: Date): Email {
  return staffEmail(address, 'emails.trial.subject', (locale, t) => [
    { kind: 'text', text: t('emails.trial.text', { moment: formatMoment(at, locale) }) },
  ]);
}
