import { config } from '@/lib/config';
import { later } from './instant';

/** Returns the current time. Use cases get a clock as a parameter, so that tests can set the time. */
export type Clock = () => Date;

/** The real time: for leases, back-off, rate limits and sessions. */
export const machineClock: Clock = () => new Date();

/** A clock that shows `startsAt` at the real instant `since` and runs at normal speed from there. */
export function shiftedClock(startsAt: Date, since: Date, clock: Clock = machineClock): Clock {
  const shiftMs = startsAt.getTime() - since.getTime();
  return () => later(clock(), shiftMs);
}

/**
 * The meeting's time: the real time, or, if `MEETING_CLOCK` is set, a clock that starts at that instant when the process starts.
 * The phase of the meeting, the deadline and all recorded times follow it.
 */
export const meetingClock: Clock = () => {
  const startsAt = config().meetingClock;
  // Next.js loads this module several times. The start of the process is the same in every copy.
  return startsAt ? shiftedClock(startsAt, new Date(performance.timeOrigin))() : machineClock();
};
