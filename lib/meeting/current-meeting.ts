import { cache } from 'react';
import { config } from '@/lib/config';
import { db, type Tx } from '@/lib/db/client';
import { facts } from '@/lib/meeting/content/facts';
import { log } from '@/lib/server/log';

/** The facts of the meeting, with the deadline as the secretariat moved it. */
export type Meeting = typeof facts;

// Next.js loads this module more than once in a process; only globalThis is shared.
const shared = globalThis as { lastKnownMeeting?: Meeting };

/**
 * The current meeting, for pages, emails and rules.
 * @param tx the transaction of a write: its decisions must use what it reads itself. A page that only shows the meeting passes
 *   none. While the database is unreachable it gets the last known meeting, because the note must stay readable.
 */
export async function currentMeeting(tx?: Tx): Promise<Meeting> {
  if (config().isBuild) return facts;
  return tx ? readMeeting(tx) : meetingToShow();
}

/** Read once per page, so that head, navigation and text of a page agree. */
const meetingToShow = cache(async (): Promise<Meeting> => {
  try {
    shared.lastKnownMeeting = await readMeeting(db());
  } catch (error) {
    log.error({ event: 'meeting.unreadable', err: error });
  }
  return shared.lastKnownMeeting ?? facts;
});

async function readMeeting(client: Tx): Promise<Meeting> {
  const change = await client.meetingChange.findUnique({ where: { meetingId: facts.id } });
  return change ? { ...facts, closesAt: change.closesAt } : facts;
}
