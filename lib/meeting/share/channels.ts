import type { Locale } from '@/lib/i18n/locale';
import { noteUrl } from '@/lib/server/urls';
import type { TextKind } from './texts';

export const channels = ['whatsApp', 'x', 'linkedIn', 'email'] as const;

/** Links that open each service with the text filled in. They are plain links, so no script of the service is loaded. */
export function channelLinks(
  texts: Record<TextKind, string>,
  locale: Locale,
): Record<(typeof channels)[number], string> {
  const url = noteUrl(locale);
  const encode = encodeURIComponent;
  // The URL has a parameter of its own, so that X counts and shows it as a link.
  const postWithoutUrl = texts.post.replace(`\n${url}`, '');
  // RFC 6068 requires CRLF. The chat text is used, because Outlook cuts a mailto link at about 2,000 characters, and an Arabic
  // letter takes six of them.
  const body = texts.chat.replaceAll('\n', '\r\n');
  return {
    whatsApp: `https://wa.me/?text=${encode(texts.chat)}`,
    x: `https://x.com/intent/post?text=${encode(postWithoutUrl)}&url=${encode(url)}`,
    linkedIn: `https://www.linkedin.com/sharing/share-offsite/?url=${encode(url)}`,
    email: `mailto:?subject=${encode(texts.subject)}&body=${encode(body)}`,
  };
}
