import type { Doubt } from '@/lib/audit';
import { SECOND_MS } from '@/lib/instant';
import type { Meeting } from '@/lib/meeting';

type Times = Pick<Meeting, 'closesAt' | 'startsAt' | 'endsAt'>;

/** `closesAt` is exclusive: at that very instant the door is shut. */
export const isConfirmationOpen = (meeting: Times, now: Date): boolean => now < meeting.closesAt;

/** Where the meeting stands; after the deadline these are ordinary states of every page, not failures. */
export type Phase = 'open' | 'closed' | 'underWay' | 'held';

/** While confirmation is open it is what matters to a visitor, whatever else is going on. */
export function phaseOf(meeting: Times, now: Date): Phase {
  if (isConfirmationOpen(meeting, now)) return 'open';
  if (now < meeting.startsAt) return 'closed';
  return now < meeting.endsAt ? 'underWay' : 'held';
}

/** Nobody reads a form, and types a name, a title and an address, in less. */
export const SOONEST_MS = 2 * SECOND_MS;

/**
 * Why a form may have been sent by a program. Browsers fill in hidden fields, too, and people are quick with a password manager:
 * what is doubtful is recorded and acknowledged like any other, and the secretariat looks at it.
 * @param openedAt when this site drew the form; none where it did not
 */
export function doubtsAbout(
  { isTrapFilled, openedAt }: { isTrapFilled: boolean; openedAt: Date | null },
  now: Date,
): Doubt[] {
  const found: Doubt[] = [];
  if (isTrapFilled) found.push('trap');
  if (!openedAt) found.push('unsigned');
  else if (now.getTime() - openedAt.getTime() < SOONEST_MS) found.push('haste');
  return found;
}
