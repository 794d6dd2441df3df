/** Arabic comes first everywhere: the note was written in Arabic. */
export const locales = ['ar', 'en'] as const;
export type Locale = (typeof locales)[number];
export const defaultLocale: Locale = 'ar';

/** A value in both languages. If one is missing, the code does not compile. */
export type Localized<T = string> = Record<Locale, T>;

export const isLocale = (value: unknown): value is Locale => locales.includes(value as Locale);

export const otherLocale = (locale: Locale): Locale => (locale === 'ar' ? 'en' : 'ar');

export type Direction = 'rtl' | 'ltr';
export const directionOf = (locale: Locale): Direction => (locale === 'ar' ? 'rtl' : 'ltr');

/** Separates the items of a list; includes the space. */
export const comma: Localized = { ar: '، ', en: ', ' };

/** The name of each language in that language, because its readers look for that name. */
export const languageNames: Localized = { ar: 'العربية', en: 'English' };

/** BCP 47 tags with regions: Arabic of the host country, and British spelling, which the United Nations use. */
export const languageTags: Localized = { ar: 'ar-AE', en: 'en-GB' };
