import { z } from 'zod';
import { countryCodes } from '@/lib/meeting/content/countries';
import { ADDRESS_LENGTH, asciiAddress, cleanAddress, problemOfAddress } from '@/lib/text/email-address';
import { fold } from '@/lib/text/fold';
import { DIRECTION_MARK, withoutInvisible } from '@/lib/text/invisible';
import { plainLetters } from '@/lib/text/plain-letters';
import { hasWebAddress } from './web-address';

/** What can be wrong with a field. These are keys of messages, so that each language has its own sentence. */
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
  'twoAts',
  'noDomain',
  'mixedScripts',
  'address',
  'country',
] as const;
export type Problem = (typeof problems)[number];

/** The allowed lengths of each text in graphemes, which are what a reader counts as characters: a letter with its marks is one. */
export const lengths = {
  fullName: { min: 2, max: 120 },
  jobTitle: { min: 2, max: 160 },
  email: { min: 0, max: ADDRESS_LENGTH },
  presentationTitle: { min: 3, max: 300 },
  country: { min: 2, max: 2 },
  organization: { min: 0, max: 200 },
} as const;

/** The validated values of a person who confirms, by the form, by a member's entry or by an import. */
export type Participant = {
  fullName: string;
  jobTitle: string;
  /** `null` only for somebody whom the secretariat recorded without an address. */
  email: string | null;
  presentationTitle: string | null;
  /** ISO 3166-1 alpha-2 */
  country: string | null;
  organization: string | null;
};

export type Field = keyof Participant;

/** A participant with an e-mail address, as everybody who uses the form. */
export type ReachableParticipant = Participant & { email: string };

/** The fields that the form requires. */
export type RequiredField = {
  [Name in Field]: null extends ReachableParticipant[Name] ? never : Name;
}[Field];

const LINE_BREAK = /[\n\r\v\f\u0085\u2028\u2029]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const CONTROL = /[\u0000-\u001F\u007F-\u009F]|\p{Cs}/u;
/** A grapheme can have any number of marks. No script needs more code units for one than this; a longer text is not even counted. */
const CODE_UNITS_PER_GRAPHEME = 8;
/** A text longer than this (UTF-16 code units) is not even cleaned, which would only take time. */
const MAX_TYPED_LENGTH = 20_000;

const graphemes = new Intl.Segmenter('ar', { granularity: 'grapheme' });
const countGraphemes = (text: string): number => [...graphemes.segment(text)].length;

const plainWords = (text: string): string => plainLetters(text).replace(/\s+/gu, ' ');

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

/** The problem of an address that somebody typed into a form. */
function problemOfTypedAddress(address: string): Problem | null {
  const problem = problemOfAddress(address);
  if (problem) return problem;
  // Whoever types an address chooses the tag after the plus freely. Readers see it in an email's header, so it must not be a link.
  const [, tag = ''] = address.match(/^[^@]*?\+([^@]*)@/) ?? [];
  return tag.includes('.') || hasWebAddress(tag) ? 'address' : null;
}

/**
 * A text of one line, cleaned and then checked. An empty text becomes `null`.
 * @param findProblem gets the normalized text
 */
function line(
  findProblem: (value: string) => Problem | null,
  normalize: (cleaned: string) => string = plainWords,
  clean: (raw: string) => string = withoutInvisible,
): z.ZodType<string | null, string> {
  return z.string().transform((raw, context) => {
    if (raw.length > MAX_TYPED_LENGTH) {
      context.addIssue({ code: 'custom', message: 'tooLong' satisfies Problem });
      return z.NEVER;
    }
    const cleaned = clean(raw);
    if (cleaned === '') return null;
    const value = normalize(cleaned);
    const problem = problemOfCharacters(cleaned) ?? findProblem(value);
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

/** Web addresses are refused: a stranger can make the site send these texts to any address. */
const problemOfText = (value: string, length: { min: number; max: number }): Problem | null =>
  problemOfLength(value, length) ?? (hasWebAddress(value) ? 'webAddress' : null);

/** Whether there is a visible letter; marks alone, tatweel and other modifiers do not count. */
const hasLetter = (value: string): boolean => /[\p{Lu}\p{Ll}\p{Lt}\p{Lo}]/u.test(fold(value));

const text = (length: { min: number; max: number }) => line((value) => problemOfText(value, length));

/**
 * Whether there are five digits or more, also with separators between them. Emails must not carry a stranger's telephone number.
 * Fewer digits are allowed, because a name may have a number.
 */
const hasTelephoneNumber = (value: string): boolean => /\d(?:[ ()./-]*\d){4}/.test(fold(value));

/** The problem of a name of a person or an office, which must have letters. */
const problemOfWords = (value: string, length: { min: number; max: number }): Problem | null =>
  problemOfText(value, length) ?? (hasLetter(value) ? null : 'noLetters');

const words = (length: { min: number; max: number }) => line((value) => problemOfWords(value, length));

/** A name may not hold a telephone number: emails say the name before the owner of the mailbox has opened the link. */
const personName = line(
  (value) => problemOfWords(value, lengths.fullName) ?? (hasTelephoneNumber(value) ? 'telephone' : null),
);

const emailAddress = line(problemOfTypedAddress, asciiAddress, cleanAddress);

/** The rules for a participant's values, wherever they come from. */
const participantSchema = z.object({
  fullName: required(personName),
  jobTitle: required(words(lengths.jobTitle)),
  email: required(emailAddress),
  presentationTitle: text(lengths.presentationTitle),
  country: line(
    (code) => (countryCodes.has(code) ? null : 'country'),
    (cleaned) => cleaned.toUpperCase(),
  ),
  organization: text(lengths.organization),
}) satisfies z.ZodType<ReachableParticipant>;

/** The fields of the form, in their order. */
export const fields = Object.keys(participantSchema.shape) as readonly Field[];

/** All fields empty, as the base of a participant with few values. */
export const emptyParticipant = Object.fromEntries(fields.map((field) => [field, null])) as Record<
  Field,
  null
>;

/** The same rules, except that the e-mail address may be missing. */
const recordedSchema = participantSchema.extend({
  email: emailAddress,
}) satisfies z.ZodType<Participant>;

export type FieldProblems = Partial<Record<Field, Problem>>;

/**
 * Reads the values of the public form.
 * @param input the fields as text; a missing one counts as empty
 * @returns the participant, or the first problem of each field
 */
export const readParticipant = (input: TypedValues): ReadResult<ReachableParticipant> =>
  readWith(participantSchema, input);

/**
 * Reads the values of a member's entry, of an import or of a change. The e-mail address may be missing.
 * @param existing the recorded values. A field that is unchanged is not checked again, because it may have been recorded under an
 *   older rule and would block the change of other fields
 */
export const readRecorded = (input: TypedValues, existing?: Participant): ReadResult<Participant> =>
  readWith(recordedSchema, input, existing);

/**
 * Reads only the values by which a person is recognized. Other fields may be invalid or missing.
 * @returns `null` where the name or the address is invalid
 */
export function readPerson(input: TypedValues): Pick<Participant, 'fullName' | 'email'> | null {
  const { fullName = '', email = '' } = input;
  const parsed = recordedSchema.pick({ fullName: true, email: true }).safeParse({ fullName, email });
  return parsed.success ? parsed.data : null;
}

type TypedValues = Partial<Record<Field, string>>;
type ReadResult<T> = { ok: true; participant: T } | { ok: false; complaints: FieldProblems };

function readWith<T extends Participant>(
  schema: z.ZodObject<Record<Field, z.ZodType>, z.core.$strip> & z.ZodType<T>,
  input: TypedValues,
  existing?: Participant,
): ReadResult<T> {
  const unchanged = existing
    ? fields.filter((field) => (input[field] ?? '') === (existing[field] ?? ''))
    : [];
  const acceptUnchanged = Object.fromEntries(
    unchanged.map((field) => [field, z.unknown().transform(() => existing?.[field] ?? null)]),
  );
  const parsed = schema
    .extend(acceptUnchanged)
    .safeParse(Object.fromEntries(fields.map((field) => [field, input[field] ?? ''])));
  if (parsed.success) return { ok: true, participant: parsed.data as T };
  const complaints: FieldProblems = {};
  for (const issue of parsed.error.issues) {
    const field = issue.path[0] as Field;
    complaints[field] ??= issue.message as Problem;
  }
  return { ok: false, complaints };
}

/** @returns the typed email address as it is stored and sent, or `null` if it is invalid */
export function readAddress(input: string): string | null {
  const parsed = participantSchema.shape.email.safeParse(input);
  return parsed.success ? parsed.data : null;
}

/** The first problem of a typed email address, for a form that asks for nothing else; `null` if it is valid. */
export function addressProblem(input: string): Problem | null {
  const parsed = participantSchema.shape.email.safeParse(input);
  return parsed.success ? null : (parsed.error.issues[0]?.message as Problem);
}
