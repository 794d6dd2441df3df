import type { Locale } from '@/lib/i18n/locale';
import type { Registration } from '@/prisma/client/client';

/** The name as the participant registered it, in any letters, and the one in Latin letters that the secretariat may have added. */
type Names = Pick<Registration, 'fullName' | 'latinName'>;

const hasArabicLetters = (name: string): boolean => /\p{Script=Arabic}/u.test(name);
const hasLatinLetters = (name: string): boolean => /\p{Script=Latin}/u.test(name);

/** The name in Latin letters: the recorded one, or the registered name if it is in Latin letters itself. */
export const latinNameOf = ({ fullName, latinName }: Names): string | null =>
  latinName ?? (hasLatinLetters(fullName) && !hasArabicLetters(fullName) ? fullName : null);

/** The name for readers of a language: as registered in Arabic; elsewhere in Latin letters, where such a name is known. */
export const nameIn = (names: Names, locale: Locale): string =>
  locale === 'ar' ? names.fullName : (latinNameOf(names) ?? names.fullName);

/** The same name in the other letters, for a line below it; `null` where it is known in one script only. */
export function nameInOtherLetters({ fullName, latinName }: Names, locale: Locale): string | null {
  if (latinName === null || !hasArabicLetters(fullName)) return null;
  return locale === 'ar' ? latinName : fullName;
}
