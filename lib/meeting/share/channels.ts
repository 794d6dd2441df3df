import type { Locale } from '@/lib/i18n/locale';
import { noteUrl } from '@/lib/server/urls';
import type { TextKind } from './texts';

export const channels = ['whatsApp', 'x', 'linkedIn', 'email'] as const;

/** The addresses that open each service with the texts filled in: plain links, nothing of the service is loaded before. */
export function channelLinks(
  texts: Record<TextKind, string>,
  locale: Locale,
): Record<(typeof channels)[number], string> {
  const address = noteUrl(locale);
  const encode = encodeURIComponent;
  // X adds the address itself, so that it is counted and shown as a link.
  const words = texts.post.replace(`\n${address}`, '');
  // RFC 6068 wants CRLF. Not the letter: Outlook cuts such an address at some 2,000 characters, six for each Arabic letter.
  const body = texts.chat.replaceAll('\n', '\r\n');
  return {
    whatsApp: `https://wa.me/?text=${encode(texts.chat)}`,
    x: `https://x.com/intent/post?text=${encode(words)}&url=${encode(address)}`,
    linkedIn: `https://www.linkedin.com/sharing/share-offsite/?url=${encode(address)}`,
    email: `mailto:?subject=${encode(texts.subject)}&body=${encode(body)}`,
  };
}
