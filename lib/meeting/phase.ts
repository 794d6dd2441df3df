import type { Meeting } from './current-meeting';

type Times = Pick<Meeting, 'closesAt' | 'startsAt' | 'endsAt'>;

/** `closesAt` is exclusive: at that exact instant confirming is no longer possible. */
export const isConfirmationOpen = (meeting: Times, now: Date): boolean => now < meeting.closesAt;

/** Whether the meeting has not begun. Only then does an email say that we look forward to it, and bring its calendar file. */
export const isAhead = (meeting: Times, now: Date): boolean => now < meeting.startsAt;

/** `open`: confirming is possible. `closed`: after the deadline. `underWay`: during the meeting. `held`: after the meeting. */
export type Phase = 'open' | 'closed' | 'underWay' | 'held';

/** The phase of the meeting. `open` comes first: while confirming is possible, pages offer it, even during the meeting. */
export function phaseOf(meeting: Times, now: Date): Phase {
  if (isConfirmationOpen(meeting, now)) return 'open';
  if (now < meeting.startsAt) return 'closed';
  return now < meeting.endsAt ? 'underWay' : 'held';
}
