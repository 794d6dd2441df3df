import { type Locale, locales } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { columnName } from '@/lib/registration/list-columns';
import { fields } from '@/lib/registration/schema';
import { MAX_ROWS_ABOVE } from '@/lib/spreadsheet/limits.mjs';
import type { SheetRow } from '@/lib/spreadsheet/rows.mjs';
import { termKey } from '@/lib/text/term-key';

/** The columns of the template, in their order. */
export const importColumns = [...fields, 'source', 'reason'] as const;
export type ImportColumn = (typeof importColumns)[number];

/** Which column of the import each column of a sheet is; `null` for one that is not imported. */
export type ColumnChoice = (ImportColumn | null)[];

/** The title of a column in a language. Files with the titles of either language can be imported. */
export function columnTitle(column: ImportColumn, locale: Locale): string {
  const t = translator(locale);
  return column === 'reason' ? t('admin.task.reason.label') : t(`fields.${column}`);
}

/** Headings that people give the columns, beside the titles of the template, in Arabic, English and French. */
const synonyms: Record<ImportColumn, readonly string[]> = {
  fullName: [
    'الاسم',
    'الأسماء',
    'الاسم الثلاثي',
    'الاسم الرباعي',
    'الاسم واللقب',
    'الاسم والنسبة',
    'اسم المشارك',
    'أسماء المشاركين',
    'اسم المشارك/المشاركة',
    'المشارك',
    'المشاركة',
    'المشاركون',
    'اسم المندوب',
    'اسم العضو',
    'Name',
    'Names',
    'Name and surname',
    'Name of participant',
    'Participant',
    'Participants',
    'Participant name',
    'Delegate',
    'Name of delegate',
    'Nom',
    'Nom complet',
    'Nom et prénom',
    'Nom et prénoms',
    'Prénom et nom',
  ],
  jobTitle: [
    'المسمى',
    'الوظيفة',
    'المنصب',
    'الصفة',
    'المهنة',
    'الوظيفة الحالية',
    'المنصب الحالي',
    'المنصب الوظيفي',
    'الصفة الوظيفية',
    'اللقب الوظيفي',
    'Title',
    'Position',
    'Job',
    'Job position',
    'Position title',
    'Function',
    'Functional title',
    'Official title',
    'Designation',
    'Post',
    'Occupation',
    'Fonction',
    'Poste',
    'Titre',
  ],
  email: [
    'البريد',
    'الإيميل',
    'عنوان البريد الإلكتروني',
    'البريد الإلكتروني الرسمي',
    'بريد إلكتروني رسمي',
    'العنوان الإلكتروني',
    'E-mail',
    'Mail',
    'Email address',
    'Email ID',
    'Mail address',
    'Electronic mail',
    'Electronic address',
    'Official email',
    'Work email',
    'Courriel',
    'Adresse électronique',
    'Adresse email',
  ],
  presentationTitle: [
    'العرض',
    'العرض التقديمي',
    'عنوان العرض',
    'المداخلة',
    'عنوان المداخلة',
    'عنوان الورقة',
    'موضوع العرض',
    'Presentation',
    'Presentation title',
    'Title of presentation',
    'Title of paper',
    'Paper',
    'Présentation',
    'Titre de la présentation',
  ],
  country: [
    'البلد',
    'الدولة العضو',
    'الدولة المشاركة',
    'Country name',
    'Member State',
    'Member country',
    'Pays',
  ],
  organization: [
    'المؤسسة',
    'الوزارة',
    'الهيئة',
    'المنظمة',
    'الشركة',
    'الدائرة',
    'جهة العمل',
    'مكان العمل',
    'مقر العمل',
    'اسم الجهة',
    'الجهة الحكومية',
    'جهة الانتماء',
    'Organisation',
    'Organization name',
    'Organisation name',
    'Institution',
    'Entity',
    'Government entity',
    'Ministry',
    'Authority',
    'Agency',
    'Employer',
    'Affiliation',
    'Company',
    'Organisme',
    'Ministère',
    'Établissement',
  ],
  source: [
    'طريقة الاستلام',
    'وسيلة الورود',
    'وسيلة الاستلام',
    'كيفية الورود',
    'ورد عن طريق',
    'وردت عن طريق',
    'المصدر',
    'Received by',
    'Received through',
    'Received via',
    'How received',
    'Source',
  ],
  reason: ['سبب التأخير', 'سبب التسجيل المتأخر', 'Reason for delay', 'Reason for late registration', 'Motif'],
};

/** What headings add to a name without changing what the column is. */
const qualifiers = [
  'بالعربية',
  'باللغة العربية',
  'الثلاثي',
  'الرباعي',
  'كما في جواز السفر',
  'إلزامي',
  'مطلوب',
  'اختياري',
  'in Arabic',
  'Arabic',
  'as in passport',
  'required',
  'mandatory',
  'optional',
].map(termKey);

const columnsByHeading = new Map(
  importColumns.flatMap((column) =>
    [...locales.map((locale) => columnTitle(column, locale)), ...synonyms[column]].map(
      (heading): [string, ImportColumn] => [termKey(heading), column],
    ),
  ),
);

/** A longer text is no heading. */
const MAX_HEADING_LENGTH = 100;

/** The parts of a heading such as "الاسم / Name" or "E-mail (required)". */
const partsOf = (heading: string): string[] => heading.split(/[/\\|()[\]،,:;*\n\r–—]| - /).filter(termKey);

/** The column that a heading names: as a whole, or by parts that all say the same. `null` for an unknown one. */
function columnNamed(heading: string): ImportColumn | null {
  if (heading.length > MAX_HEADING_LENGTH) return null;
  const whole = columnsByHeading.get(termKey(heading));
  if (whole) return whole;
  const parts = partsOf(heading).filter((part) => !qualifiers.includes(termKey(part)));
  const named = new Set(parts.map((part) => columnsByHeading.get(termKey(part)) ?? null));
  const [column = null] = named;
  return named.size === 1 ? column : null;
}

/**
 * Recognizes the columns of a sheet by their headings, in either language and in usual spellings. Our English files have the name as
 * registered in a column of its own. Their full name is in Latin letters, by which nobody is found again.
 */
export function recognizeColumns(headings: string[]): ColumnChoice {
  const choice = headings.map(columnNamed);
  const registeredAt = headings.findIndex((heading) => termKey(heading) === registeredNameKey);
  if (registeredAt === -1) return choice;
  return choice.map((column, index) => {
    if (index === registeredAt) return 'fullName';
    return column === 'fullName' ? null : column;
  });
}

const registeredNameKey = termKey(columnName('latinName', 'en'));

/** Whether a row repeats headings, in the same words or in another language, as in a list of several pages. */
export function repeatsHeadings(cells: string[], choice: ColumnChoice): boolean {
  const nameAt = choice.indexOf('fullName');
  if (columnNamed(cells[nameAt] ?? '') !== 'fullName') return false;
  const filled = choice.flatMap((column, index) =>
    column && cells[index] ? [{ column, text: cells[index] }] : [],
  );
  return filled.length > 1 && filled.every(({ column, text }) => columnNamed(text) === column);
}

/** What every import needs: somebody's name, and for new people the job title. */
const needed = ['fullName', 'jobTitle'] as const satisfies ImportColumn[];

/** Whether a choice leaves nothing to ask: no needed column is missing, and no column is named twice. */
export const isComplete = (choice: ColumnChoice): boolean =>
  needed.every((column) => choice.includes(column)) && repeatedIn(choice).length === 0;

/** The columns that several columns of a sheet claim to be. */
export const repeatedIn = (choice: ColumnChoice): ImportColumn[] =>
  importColumns.filter((column) => choice.filter((chosen) => chosen === column).length > 1);

/** The rows of a sheet among which the headings are looked for. */
export const possibleHeadings = (rows: SheetRow[]): SheetRow[] => rows.slice(0, MAX_ROWS_ABOVE);

export type Headings = { row: number; choice: ColumnChoice; isComplete: boolean };

/**
 * Finds the row of headings below titles. A row for which a choice is remembered comes first, then the one that names the most columns.
 * @param remembered the choice for these headings, if somebody made one
 * @returns `isComplete`: nothing needs to be asked. Otherwise the row is the likeliest one: the first with several cells
 */
export function findHeadings(
  rows: SheetRow[],
  remembered: (headings: string[]) => ColumnChoice | undefined,
): Headings {
  const candidates = possibleHeadings(rows).map(({ number, cells }) => {
    const chosen = remembered(cells);
    const choice = chosen ?? recognizeColumns(cells);
    return {
      row: number,
      choice,
      isRemembered: chosen !== undefined,
      isComplete: chosen !== undefined || isComplete(choice),
      named: new Set(choice.filter((column) => column !== null)).size,
      filled: cells.filter((cell) => cell !== '').length,
    };
  });
  // Of equal rows the first one: sorting is stable.
  const [best] = candidates.sort(
    (a, b) =>
      Number(b.isRemembered) - Number(a.isRemembered) ||
      Number(b.isComplete) - Number(a.isComplete) ||
      b.named - a.named ||
      Number(b.filled > 1) - Number(a.filled > 1),
  );
  return best
    ? { row: best.row, choice: best.choice, isComplete: best.isComplete }
    : { row: 0, choice: [], isComplete: false };
}

/**
 * One text for the same headings in any spelling, by which a choice is remembered.
 * @returns `null` for a row without headings
 */
export function headingsKey(headings: string[]): string | null {
  const keys = headings.map(termKey);
  while (keys.at(-1) === '') keys.pop();
  return keys.length > 0 ? JSON.stringify(keys) : null;
}
