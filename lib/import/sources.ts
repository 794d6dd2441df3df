import { type Locale, locales } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { termKey } from '@/lib/text/term-key';
import type { Source } from '@/prisma/client/enums';

/** How an imported confirmation can have reached the secretariat. */
export const importSources = ['noteVerbale', 'email', 'telephone'] as const satisfies Source[];
type ImportSource = (typeof importSources)[number];

/** Usual words for each way, beside the names that the site gives them. The page of the import lists them. */
const usualWords: Record<ImportSource, Record<Locale, readonly string[]>> = {
  noteVerbale: {
    ar: ['مذكرة', 'مذكرة رسمية', 'كتاب رسمي', 'كتاب', 'خطاب رسمي', 'خطاب', 'رسالة رسمية'],
    en: ['Note', 'Official letter', 'Letter', 'Official note', 'Diplomatic note'],
  },
  email: {
    ar: ['إيميل', 'بالبريد الإلكتروني', 'رسالة إلكترونية'],
    en: ['Email', 'By email', 'Email message'],
  },
  telephone: {
    ar: ['تلفون', 'تليفون', 'بالهاتف', 'هاتفياً', 'اتصال هاتفي', 'مكالمة هاتفية', 'مكالمة', 'اتصال', 'جوال'],
    en: ['Phone', 'By telephone', 'By phone', 'Phone call', 'Telephone call', 'Call', 'Mobile'],
  },
};

/** The words by which the import knows a way of receipt, in one language. */
export const wordsFor = (source: ImportSource, locale: Locale): string[] => [
  translator(locale)(`admin.source.${source}`),
  ...usualWords[source][locale],
];

const sourcesByWord = new Map(
  importSources.flatMap((source) =>
    [source, ...locales.flatMap((locale) => wordsFor(source, locale))].map((word): [string, Source] => [
      termKey(word),
      source,
    ]),
  ),
);

/** The way of receipt that a text names, in either language; `undefined` for unknown words. */
export const sourceNamed = (text: string): Source | undefined => sourcesByWord.get(termKey(text));
