import type { Email } from '@/lib/email/parts';
import type { Confirmation, Context } from '@/lib/registration/confirm';
import { emptyParticipant, type ReachableParticipant } from '@/lib/registration/schema';
import { instant } from '@/lib/time/instant';

export const beforeDeadline = instant('2024-01-15T10:00:00+04:00');
export const lastMoment = instant('2024-01-24T19:59:59.999Z');
export const atDeadline = instant('2024-01-24T20:00:00.000Z');

/** An invented person. @param values replace the defaults */
export const aParticipant = (values: Partial<ReachableParticipant> = {}): ReachableParticipant => ({
  ...emptyParticipant,
  fullName: 'سلمى المثال',
  jobTitle: 'مديرة برنامج الحكومة الرقمية',
  email: 'salma@example.org',
  ...values,
});

export const aConfirmation = (
  values: Partial<ReachableParticipant> = {},
  rest: Partial<Confirmation> = {},
): Confirmation => ({ participant: aParticipant(values), locale: 'ar', ...rest });

/** An email as it was handed to the mail server. @param values replace the defaults */
export const anEmail = (values: Partial<Email> = {}): Email => ({
  to: 'salma@example.org',
  subject: 'تأكيد مشاركتكم',
  text: 'تحية طيبة وبعد،',
  html: '<p>تحية طيبة وبعد،</p>',
  language: 'ar',
  ...values,
});

/** The context of a use case whose clock shows this instant. */
export const at = (now: Date, rest: Partial<Context> = {}): Context => ({
  clock: () => now,
  notifySecretariat: false,
  ...rest,
});

/** A different name for each number. The number is in letters, because the form refuses digits that look like a telephone number. */
export const nameOf = (person: number): string =>
  `سلمى المثال ${[...String(person)].map((digit) => 'ابتثجحخدذر'[Number(digit)]).join('')}`;
