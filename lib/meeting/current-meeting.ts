import { cache } from 'react';
import { config } from '@/lib/config';
import { db, type Tx } from '@/lib/db/client';
import { facts } from '@/lib/meeting/content/facts';
import { log } from '@/lib/server/log';

/** The meeting as it stands now: its content, joined with what the secretariat changed. */
export type Meeting = typeof facts;

// Pages and the start-up hook get separate copies of this module.
const shared = globalThis as { lastKnownMeeting?: Meeting };

/**
 * The one way to the current meeting, for pages, letters and rules alike.
 * @param tx the transaction of a write, which decides by what it reads itself; a page that only shows the meeting passes none
 *   and gets the last known one while the database is out of reach, because the note must stay readable
 */
export async function currentMeeting(tx?: Tx): Promise<Meeting> {
  if (config().isBuild) return facts;
  return tx ? changed(tx) : shown();
}

/** Once for each page, so that its head, its navigation and its text say the same. */
const shown = cache(async (): Promise<Meeting> => {
  try {
    shared.lastKnownMeeting = await changed(db());
  } catch (error) {
    log.error({ event: 'meeting.unreadable', err: error });
  }
  return shared.lastKnownMeeting ?? facts;
});

async function changed(client: Tx): Promise<Meeting> {
  const change = await client.meetingChange.findUnique({ where: { meetingId: facts.id } });
  return change ? { ...facts, closesAt: change.closesAt } : facts;
}
