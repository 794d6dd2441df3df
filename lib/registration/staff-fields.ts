import { readWholeNumber } from '@/lib/text/digits';
import { withoutInvisible } from '@/lib/text/invisible';
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
  const latinName = oneLine(input.latinName);
  if (latinName !== '' && !isLatinName(latinName)) {
    complaints.push({ field: 'latinName', problem: 'latinNameWrong' });
  }
  const presentation = oneOf(PresentationState, input.presentation);
  const place = readPlace(input.presentationOrder);
  if (place === 'wrong') complaints.push({ field: 'presentationOrder', problem: 'placeWrong' });
  if (complaints.length > 0) return { ok: false, complaints };
  return {
    ok: true,
    values: {
      review: oneOf(ReviewState, input.review) ?? 'new',
      internalNote: internalNote || null,
      latinName: latinName || null,
      presentation,
      presentationOrder: place === 'wrong' ? null : place,
    },
  };
}

const isLatinName = (name: string): boolean =>
  name.length <= staffFieldLimits.latinName && /^[\p{Script=Latin}\p{M} .’'-]+$/u.test(name);

/** @returns `null` for an empty field */
function readPlace(input: string): number | null | 'wrong' {
  if (withoutInvisible(input) === '') return null;
  const place = readWholeNumber(input);
  return place !== null && place >= 1 && place <= staffFieldLimits.lastPlace ? place : 'wrong';
}

const oneLine = (input: string): string => plainLetters(withoutInvisible(input)).replace(/\s+/g, ' ');

/** Reads the reason that a member gives for a change: one line, never empty. */
export function readReason(
  input: string,
): { ok: true; text: string } | { ok: false; problem: 'required' | 'tooLong' } {
  const text = oneLine(input);
  if (text === '') return { ok: false, problem: 'required' };
  return text.length > staffFieldLimits.reason ? { ok: false, problem: 'tooLong' } : { ok: true, text };
}
