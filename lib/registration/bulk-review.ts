import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Actor, recordEvent } from '@/lib/audit/audit';
import { db, transaction } from '@/lib/db/client';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { type Clock, machineClock } from '@/lib/time/clock';
import type { Batch, ReviewState } from '@/prisma/client/client';
import { applyChange } from './apply-change';

type Context = { actor: Actor; clock: Clock };

/** How many registrations one transaction changes: few, so that other writers wait only briefly. */
const STEP = 100;

/** Stores a batch: many registrations that are to get one review state. Nothing changes before `startBatch`. @returns the batch's id */
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

/** Starts a batch. It can be started only once. @returns whether this call started it */
export async function startBatch(id: string): Promise<boolean> {
  const { count } = await db().batch.updateMany({
    where: { id, startedAt: null },
    data: { startedAt: machineClock() },
  });
  return count === 1;
}

/**
 * Runs a started batch to its end, step by step. The transaction of a step also stores the progress: after a crash the next call
 * continues there, and two processes that run the same batch never repeat each other's steps.
 */
export async function runBatch(id: string, context: Context): Promise<void> {
  while (await runStep(id, context));
}

/** @returns whether there are more steps */
const runStep = (id: string, { actor, clock }: Context): Promise<boolean> =>
  transaction(async (tx) => {
    const now = clock();
    const batch = await tx.batch.findUnique({ where: { id } });
    if (!batch?.startedAt || batch.finishedAt) return false;
    const ids = idsOf(batch);
    const stepIds = ids.slice(batch.done, batch.done + STEP);
    let changed = 0;
    for (const existing of await tx.registration.findMany({
      where: { id: { in: stepIds }, erasedAt: null },
    })) {
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
    const done = batch.done + stepIds.length;
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
