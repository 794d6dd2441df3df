import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { isolated } from '@/lib/text/bidi';
import { fold } from '@/lib/text/fold';
import { type Honorific, readHonorifics } from '@/lib/text/honorifics';

/**
 * How an email addresses a person: by the honorifics that stand before the recorded name, or neutrally. A style, such as «معالي» or
 * "H.E.", already greets, so the name follows as typed. A title is spelt out in Arabic, for both a man and a woman where the typed
 * abbreviation does not tell. A title typed in the other language is translated where it can be.
 * @returns running text, in which the name is marked by `isolated`
 */
export function addressee(name: string, locale: Locale): string {
  const t = translator(locale);
  const { honorifics, rest } = readHonorifics(name);
  if (honorifics.some(({ kind }) => kind === 'style')) return isolated(name);
  const titled = (titledName: string) => t('emails.addressee.titled', { name: titledName });
  if (honorifics.length > 0) return titled(withTitles(name, honorifics, rest, locale));
  // «السيد حسن» may be a given name, which keeps its place in the alphabet. To greet it once is right in both cases.
  return startsWithSir(name) ? titled(isolated(name)) : t('emails.addressee.plain', { name: isolated(name) });
}

const startsWithSir = (name: string): boolean => fold(name).startsWith(`${fold('السيد')} `);

function withTitles(name: string, honorifics: Honorific[], rest: string, locale: Locale): string {
  const gender = honorifics.find((honorific) => honorific.gender)?.gender;
  if (locale === 'ar') {
    const titles = honorifics.map(({ ar }) => ar);
    if (titles.includes(undefined)) return isolated(name);
    const forms = (['male', 'female'] as const)
      .filter((each) => gender === undefined || each === gender)
      .map((each) => titles.map((title) => title?.[each]).join(' '));
    return `${[...new Set(forms)].join('/')} ${isolated(rest)}`;
  }
  const typed = name.slice(0, name.length - rest.length);
  if (!/\p{Script=Arabic}/u.test(typed)) return isolated(name);
  const titles = honorifics.map(({ en }) => en?.[gender ?? 'unknown']);
  if (titles.includes(undefined)) return isolated(name);
  // English has one title before a name: "Dr", not "Mr Dr".
  const words = titles.filter((title) => title && (titles.length === 1 || !['Mr', 'Ms'].includes(title)));
  return [...words, isolated(rest)].join(' ');
}
