import { z } from 'zod';
import { countryCodes } from '@/lib/meeting/content/countries';
import { BLANKS, fold } from '@/lib/text/fold';
import { hasWebAddress } from './web-address';

/** What can be wrong with a field. Keys, not sentences: each language has its own sentence for them. */
export const problems = [
  'required',
  'tooShort',
  'tooLong',
  'noLetters',
  'telephone',
  'webAddress',
  'lineBreaks',
  'controlCharacters',
  'directionMarks',
  'arabicComma',
  'fullWidth',
  'innerSpaces',
  'otherScript',
  'noAt',
  'severalAddresses',
  'noDomain',
  'address',
  'country',
] as const;
export type Problem = (typeof problems)[number];

/** The lengths of each text, in graphemes: what a reader counts as characters, also with marks on them. */
export const lengths = {
  fullName: { min: 2, max: 120 },
  jobTitle: { min: 2, max: 160 },
  email: { min: 0, max: 254 },
  presentationTitle: { min: 3, max: 300 },
  country: { min: 2, max: 2 },
  organization: { min: 0, max: 200 },
} as const;

/** A person who confirms, as the form and every other entry gives them to the use cases. */
export type Participant = {
  fullName: string;
  jobTitle: string;
  /** None where the secretariat records someone without one. */
  email: string | null;
  presentationTitle: string | null;
  /** ISO 3166-1 alpha-2 */
  country: string | null;
  organization: string | null;
};

export type Field = keyof Participant;

/** Someone who can be written to, as everyone is who used the form. */
export type ReachableParticipant = Participant & { email: string };

/** What the form must not leave empty. */
export type RequiredField = {
  [Name in Field]: null extends ReachableParticipant[Name] ? never : Name;
}[Field];

/**
 * Characters that nobody sees and that come along when an address or a name is copied, or are to make two names of one: what
 * Unicode lets a program pass over (Default_Ignorable_Code_Point, UAX #44), but for joiners and variation selectors, which
 * give a letter its shape, and for marks of direction, which are refused.
 */
const INVISIBLE =
  /(?!\p{Join_Control}|\p{Variation_Selector}|[\u202A-\u202E\u2066-\u2069])\p{Default_Ignorable_Code_Point}/gu;
const LINE_BREAK = /[\n\r\v\f\u0085\u2028\u2029]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const CONTROL = /[\u0000-\u001F\u007F-\u009F]|\p{Cs}/u;
/** Embeddings, overrides and isolates: they could make a name show as another one. */
const DIRECTION_MARK = /[\u202A-\u202E\u2066-\u2069]/;
/** A grapheme may carry any number of marks; this many code units for each is more than any writing needs. */
const CODE_UNITS_PER_GRAPHEME = 8;

const graphemes = new Intl.Segmenter('ar', { granularity: 'grapheme' });
const countGraphemes = (text: string): number => [...graphemes.segment(text)].length;

const clean = (text: string): string =>
  text.replace(INVISIBLE, '').replace(BLANKS, ' ').normalize('NFC').trim();
const foldSpaces = (text: string): string => text.replace(/\s+/gu, ' ');

function problemOfCharacters(text: string): Problem | null {
  if (LINE_BREAK.test(text)) return 'lineBreaks';
  if (CONTROL.test(text)) return 'controlCharacters';
  if (DIRECTION_MARK.test(text)) return 'directionMarks';
  return null;
}

function problemOfLength(text: string, { min, max }: { min: number; max: number }): Problem | null {
  if (text.length > max * CODE_UNITS_PER_GRAPHEME) return 'tooLong';
  const length = countGraphemes(text);
  if (length > max) return 'tooLong';
  return length < min ? 'tooShort' : null;
}

/** The usual slips of an address first, each with its own sentence; the general verdict last. RFC 5321, section 4.5.3.1. */
function problemOfAddress(text: string): Problem | null {
  if (text.length > lengths.email.max) return 'tooLong';
  if (text.includes('،')) return 'arabicComma';
  if (/[\uFF01-\uFF5E\u3000]/.test(text)) return 'fullWidth';
  if (/\s/u.test(text)) return 'innerSpaces';
  if (/\P{ASCII}/u.test(text)) return 'otherScript';
  const [, domain, ...more] = text.split('@');
  if (domain === undefined) return 'noAt';
  if (more.length > 0) return 'severalAddresses';
  if (!/^[^.].*\.[^.]+$/.test(domain)) return 'noDomain';
  // What stands behind a plus is free to choose, and everybody reads it in the head of an email.
  const [, tag = ''] = text.match(/^[^@]*?\+([^@]*)@/) ?? [];
  if (tag.includes('.') || hasWebAddress(tag)) return 'address';
  return z.email().safeParse(text).success ? null : 'address';
}

/** A text of one line: cleaned, then judged. `null` stands for an optional field that was left empty. */
function line(
  judge: (value: string) => Problem | null,
  normalize: (cleaned: string) => string = foldSpaces,
): z.ZodType<string | null, string> {
  return z.string().transform((raw, context) => {
    const cleaned = clean(raw);
    if (cleaned === '') return null;
    const value = normalize(cleaned);
    const problem = problemOfCharacters(cleaned) ?? judge(value);
    if (!problem) return value;
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });
}

const required = (field: z.ZodType<string | null, string>): z.ZodType<string, string> =>
  field.transform((value, context) => {
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: 'required' satisfies Problem });
    return z.NEVER;
  });

/** What stands in emails to an address that anybody may have typed leads nowhere. */
const problemOfText = (value: string, length: { min: number; max: number }): Problem | null =>
  problemOfLength(value, length) ?? (hasWebAddress(value) ? 'webAddress' : null);

/** A letter that is seen: marks alone, tatweel and other modifiers are none. */
const hasLetter = (value: string): boolean => /[\p{Lu}\p{Ll}\p{Lt}\p{Lo}]/u.test(fold(value));

const text = (length: { min: number; max: number }) => line((value) => problemOfText(value, length));

/** Five digits or more, also where they are divided: people are numbered with fewer, and a telephone number leads somewhere. */
const hasTelephoneNumber = (value: string): boolean => /\d(?:[ ()./-]*\d){4}/.test(fold(value));

/** What names a person or an office has letters. */
const problemOfWords = (value: string, length: { min: number; max: number }): Problem | null =>
  problemOfText(value, length) ?? (hasLetter(value) ? null : 'noLetters');

const words = (length: { min: number; max: number }) => line((value) => problemOfWords(value, length));

/** Emails say the name before anybody has opened their link. */
const personName = line(
  (value) => problemOfWords(value, lengths.fullName) ?? (hasTelephoneNumber(value) ? 'telephone' : null),
);

/** The one rule for what is typed about a participant, wherever it comes from. */
const participantSchema = z.object({
  fullName: required(personName),
  jobTitle: required(words(lengths.jobTitle)),
  email: required(line(problemOfAddress, (cleaned) => cleaned)),
  presentationTitle: text(lengths.presentationTitle),
  country: line(
    (code) => (countryCodes.has(code) ? null : 'country'),
    (cleaned) => cleaned.toUpperCase(),
  ),
  organization: text(lengths.organization),
}) satisfies z.ZodType<ReachableParticipant>;

/** The form's fields, in the order in which they are asked. */
export const fields = Object.keys(participantSchema.shape) as readonly Field[];

/** Every field left empty: what a participant is built on who says less. */
export const emptyParticipant = Object.fromEntries(fields.map((field) => [field, null])) as Record<
  Field,
  null
>;

/** What the secretariat enters itself may lack an e-mail address. */
const recordedSchema = participantSchema.extend({
  email: line(problemOfAddress, (cleaned) => cleaned),
}) satisfies z.ZodType<Participant>;

export type FieldProblems = Partial<Record<Field, Problem>>;

/**
 * Reads what was typed.
 * @param typed every field as text; a missing one counts as empty
 * @returns the participant, or the first problem of each field
 */
export const readParticipant = (typed: Typed): Read<ReachableParticipant> =>
  readWith(participantSchema, typed);

/**
 * The same for what the secretariat enters, and for changes: the e-mail address may be missing.
 * @param known what is recorded: a field that says the same is not judged anew, because it may have come by an earlier rule
 */
export const readRecorded = (typed: Typed, existing?: Participant): Read<Participant> =>
  readWith(recordedSchema, typed, existing);

type Typed = Partial<Record<Field, string>>;
type Read<T> = { ok: true; participant: T } | { ok: false; complaints: FieldProblems };

function readWith<T extends Participant>(
  schema: z.ZodObject<Record<Field, z.ZodType>, z.core.$strip> & z.ZodType<T>,
  typed: Typed,
  existing?: Participant,
): Read<T> {
  const unchanged = existing
    ? fields.filter((field) => (typed[field] ?? '') === (existing[field] ?? ''))
    : [];
  const asRecorded = Object.fromEntries(
    unchanged.map((field) => [field, z.unknown().transform(() => existing?.[field] ?? null)]),
  );
  const parsed = schema
    .extend(asRecorded)
    .safeParse(Object.fromEntries(fields.map((field) => [field, typed[field] ?? ''])));
  if (parsed.success) return { ok: true, participant: parsed.data as T };
  const complaints: FieldProblems = {};
  for (const issue of parsed.error.issues) {
    const field = issue.path[0] as Field;
    complaints[field] ??= issue.message as Problem;
  }
  return { ok: false, complaints };
}

/** @returns the e-mail address that was typed, cleaned, or `null` when it is none */
export function readAddress(typed: string): string | null {
  const parsed = participantSchema.shape.email.safeParse(typed);
  return parsed.success ? parsed.data : null;
}
