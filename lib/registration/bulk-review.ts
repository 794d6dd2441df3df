import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Actor, recordEvent } from '@/lib/audit/audit';
import { db, transaction } from '@/lib/db/client';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { type Clock, machineClock } from '@/lib/time/clock';
import type { Batch, ReviewState } from '@/prisma/client/client';
import { applyChange } from './apply-change';

type Context = { actor: Actor; clock: Clock };

/** Registrations at a time: one transaction that others wait for only briefly. */
const PART = 100;

/** Prepares to give many registrations one review state; nothing changes before it is started. @returns its id */
export async function prepareBatch(
  ids: string[],
  review: ReviewState,
  { actor, clock }: Context,
): Promise<string> {
  const { id: meetingId } = await currentMeeting();
  const { id } = await db().batch.create({
    data: { id: randomUUID(), meetingId, createdBy: actor.by ?? '', createdAt: clock(), review, ids },
  });
  return id;
}

export const findBatch = (id: string): Promise<Batch | null> => db().batch.findUnique({ where: { id } });

export const idsOf = ({ ids }: Batch): string[] => z.array(z.string()).parse(ids);

/** Starts it, once. @returns whether it was this time */
export async function startBatch(id: string): Promise<boolean> {
  const { count } = await db().batch.updateMany({
    where: { id, startedAt: null },
    data: { startedAt: machineClock() },
  });
  return count === 1;
}

/**
 * Goes on with it to its end, a part at a time. Each part is counted in the transaction that does it: whoever goes on after a
 * crash begins where it ended, and two who go on at once share the parts.
 */
export async function runBatch(id: string, context: Context): Promise<void> {
  while (await runPart(id, context));
}

/** @returns whether there is more to do */
const runPart = (id: string, { actor, clock }: Context): Promise<boolean> =>
  transaction(async (tx) => {
    const now = clock();
    const batch = await tx.batch.findUnique({ where: { id } });
    if (!batch?.startedAt || batch.finishedAt) return false;
    const ids = idsOf(batch);
    const part = ids.slice(batch.done, batch.done + PART);
    let changed = 0;
    for (const existing of await tx.registration.findMany({ where: { id: { in: part }, erasedAt: null } })) {
      if (existing.review === batch.review) continue;
      await applyChange(tx, {
        row: { type: 'update', existing, data: { review: batch.review } },
        event: {
          type: 'registration.handled',
          changed: [{ field: 'review', from: existing.review, to: batch.review }],
        },
        emails: [],
        actor,
        at: now,
      });
      changed += 1;
    }
    const done = batch.done + part.length;
    const isLast = done >= ids.length;
    await tx.batch.update({
      where: { id },
      data: { done, changed: { increment: changed }, finishedAt: isLast ? machineClock() : null },
    });
    if (isLast) {
      const rows = batch.changed + changed;
      await recordEvent(tx, { type: 'list.marked', review: batch.review, rows }, { ...actor, at: now });
    }
    return !isLast;
  });
