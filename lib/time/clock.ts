import { config } from '@/lib/config';
import { later } from './instant';

/** Tells the time. The core is given one; it never asks the machine by itself. */
export type Clock = () => Date;

/** The machine's time: for leases, back-off, limits and sessions. */
export const machineClock: Clock = () => new Date();

/** A clock that shows `startsAt` at the instant `since` and runs on from there. */
export function shiftedClock(startsAt: Date, since: Date, clock: Clock = machineClock): Clock {
  const shiftMs = startsAt.getTime() - since.getTime();
  return () => later(clock(), shiftMs);
}

/**
 * The meeting's time: the real one, or with `MEETING_CLOCK` one that starts there at the start of the process. It moves
 * the state of the meeting, the deadline and the recorded times.
 */
export const meetingClock: Clock = () => {
  const startsAt = config().meetingClock;
  // The process's own start is known to every copy of this module, so all of them show the same time.
  return startsAt ? shiftedClock(startsAt, new Date(performance.timeOrigin))() : machineClock();
};
