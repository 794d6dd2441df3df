import type { Confirmation, Context } from '@/lib/registration/confirm';
import { emptyParticipant, type ReachableParticipant } from '@/lib/registration/schema';
import { instant } from '@/lib/time/instant';

export const beforeDeadline = instant('2024-01-15T10:00:00+04:00');
export const lastMoment = instant('2024-01-24T19:59:59.999Z');
export const atDeadline = instant('2024-01-24T20:00:00.000Z');

/** Someone plainly invented. */
export const aParticipant = (given: Partial<ReachableParticipant> = {}): ReachableParticipant => ({
  ...emptyParticipant,
  fullName: 'سلمى المثال',
  jobTitle: 'مديرة برنامج الحكومة الرقمية',
  email: 'salma@example.org',
  ...given,
});

export const aConfirmation = (
  given: Partial<ReachableParticipant> = {},
  rest: Partial<Confirmation> = {},
): Confirmation => ({ participant: aParticipant(given), locale: 'ar', ...rest });

/** The surroundings of a use case at one instant. */
export const at = (now: Date, rest: Partial<Context> = {}): Context => ({
  clock: () => now,
  notifySecretariat: false,
  ...rest,
});

/** A name of its own for each number, in letters: a run of digits would be taken for a telephone number. */
export const nameOf = (person: number): string =>
  `سلمى المثال ${[...String(person)].map((digit) => 'ابتثجحخدذر'[Number(digit)]).join('')}`;
