/** Arabic is the original and comes first everywhere. */
export const locales = ['ar', 'en'] as const;
export type Locale = (typeof locales)[number];
export const defaultLocale: Locale = 'ar';

/** A fact in both languages, side by side: with one missing it does not compile. */
export type Localized<T = string> = Record<Locale, T>;

export const isLocale = (value: unknown): value is Locale => locales.includes(value as Locale);

export const otherLocale = (locale: Locale): Locale => (locale === 'ar' ? 'en' : 'ar');

export type Direction = 'rtl' | 'ltr';
export const directionOf = (locale: Locale): Direction => (locale === 'ar' ? 'rtl' : 'ltr');

/** Stands between the items of a list, with its space. */
export const comma: Localized = { ar: '، ', en: ', ' };

/** Each language under its own name, as its readers look for it. */
export const languageNames: Localized = { ar: 'العربية', en: 'English' };

/** The kind of each language that this site is written in (BCP 47): the host's Arabic, and English as the United Nations spell it. */
export const languageTags: Localized = { ar: 'ar-AE', en: 'en-GB' };
