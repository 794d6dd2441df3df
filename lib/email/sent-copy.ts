import { translator } from '@/lib/i18n/translator';
import { withoutPersonalLinks } from '@/lib/server/urls';
import type { OutboxMessage } from '@/prisma/client/client';
import type { Email } from './parts';

/** The columns of a message that keep the email as it was sent. */
type SentCopy = Pick<OutboxMessage, 'sentTo' | 'sentLanguage' | 'sentSubject' | 'sentText'>;

/** The values of these columns without an email. */
export const noCopy: SentCopy = { sentTo: null, sentLanguage: null, sentSubject: null, sentText: null };

/**
 * What is kept of an email: its plain text. A sentence takes the place of a personal link, which is the key to a registration: nobody but
 * the recipient may know it.
 */
export function copyOf({ to, language, subject, text }: Email): SentCopy {
  const readable = (part: string) =>
    withoutPersonalLinks(part, (locale) => translator(locale)('admin.mailings.linkStays'));
  return { sentTo: to, sentLanguage: language, sentSubject: readable(subject), sentText: readable(text) };
}
