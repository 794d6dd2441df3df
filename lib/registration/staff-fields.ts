import { plainLetters } from '@/lib/text/plain-letters';
import { PresentationState, ReviewState } from '@/prisma/client/enums';
import type { StaffFields } from './staff-actions';

/** The greatest lengths in characters (UTF-16 code units); `lastPlace`: the greatest place of a presentation in its session. */
export const staffFieldLimits = { note: 2_000, reason: 500, latinName: 120, lastPlace: 99 } as const;

type TypedValues = Record<keyof StaffFields, string>;
type Complaint = { field: keyof StaffFields; problem: 'noteTooLong' | 'latinNameWrong' | 'placeWrong' };

const oneOf = <T extends string>(choices: Record<string, T>, input: string): T | null =>
  Object.values(choices).find((choice) => choice === input) ?? null;

/**
 * Reads the staff fields of a form. A choice that does not exist counts as none: `new` for the review, otherwise `null`.
 * @returns the values, or one complaint for each wrong field
 */
export function readStaffFields(
  input: TypedValues,
): { ok: true; values: StaffFields } | { ok: false; complaints: Complaint[] } {
  const complaints: Complaint[] = [];
  const internalNote = plainLetters(input.internalNote).replace(/\r\n?/g, '\n').trim();
  if (internalNote.length > staffFieldLimits.note) {
    complaints.push({ field: 'internalNote', problem: 'noteTooLong' });
  }
  const latinName = plainLetters(input.latinName).replace(/\s+/g, ' ').trim();
  if (latinName !== '' && !isLatinName(latinName)) {
    complaints.push({ field: 'latinName', problem: 'latinNameWrong' });
  }
  const presentation = oneOf(PresentationState, input.presentation);
  const place = asciiDigits(input.presentationOrder);
  if (place !== '' && !(/^\d{1,2}$/.test(place) && Number(place) >= 1)) {
    complaints.push({ field: 'presentationOrder', problem: 'placeWrong' });
  }
  if (complaints.length > 0) return { ok: false, complaints };
  return {
    ok: true,
    values: {
      review: oneOf(ReviewState, input.review) ?? 'new',
      internalNote: internalNote || null,
      latinName: latinName || null,
      presentation,
      presentationOrder: place === '' ? null : Number(place),
    },
  };
}

const isLatinName = (name: string): boolean =>
  name.length <= staffFieldLimits.latinName && /^[\p{Script=Latin}\p{M} .’'-]+$/u.test(name);

/** Typed text with Arabic-Indic digits as ASCII digits, because an Arabic keyboard types those. */
const asciiDigits = (input: string): string =>
  input.trim().replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660));

/** Reads the reason that a member gives for a change: one line, never empty. */
export function readReason(
  input: string,
): { ok: true; text: string } | { ok: false; problem: 'required' | 'tooLong' } {
  const text = plainLetters(input).replace(/\s+/g, ' ').trim();
  if (text === '') return { ok: false, problem: 'required' };
  return text.length > staffFieldLimits.reason ? { ok: false, problem: 'tooLong' } : { ok: true, text };
}
