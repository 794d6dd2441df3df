import type { Meeting } from './current-meeting';

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
