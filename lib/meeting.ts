import { facts } from './content/facts';

/** The meeting as it stands now. */
export type Meeting = typeof facts;

/** The one way to the current meeting, for pages, letters and rules alike. */
export async function currentMeeting(): Promise<Meeting> {
  return facts;
}
