import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Actor, recordEvent } from '@/lib/audit/audit';
import { db, transaction } from '@/lib/db/client';
import { inParts } from '@/lib/db/in-parts';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { type Clock, machineClock } from '@/lib/time/clock';
import type { Batch, ReviewState } from '@/prisma/client/client';
import { applyChange } from './apply-change';

type Context = { actor: Actor; clock: Clock };

/** How many registrations one transaction changes: few, so that other writers wait only briefly. */
const STEP = 100;

/** A selected registration, with the version that the member saw. */
const selectedSchema = z.object({ id: z.string(), version: z.number() });
type Selected = z.infer<typeof selectedSchema>;

/**
 * Stores a batch: many registrations that are to get one review state. Nothing changes before `startBatch`.
 * @param selection each registration with the version that the member saw; by its id alone it gets its current version
 * @returns the batch's id
 */
export async function prepareBatch(
  selection: (Selected | string)[],
  review: ReviewState,
  { actor, clock }: Context,
): Promise<string> {
  const { id: meetingId } = await currentMeeting();
  const ids = await withVersions(selection);
  const { id } = await db().batch.create({
    data: { id: randomUUID(), meetingId, createdBy: actor.by ?? '', createdAt: clock(), review, ids },
  });
  return id;
}

export const findBatch = (id: string): Promise<Batch | null> => db().batch.findUnique({ where: { id } });

async function withVersions(selection: (Selected | string)[]): Promise<Selected[]> {
  const ids = selection.filter((selected) => typeof selected === 'string');
  const versions = new Map<string, number>();
  for (const part of inParts(ids)) {
    const where = { id: { in: part } };
    const rows = await db().registration.findMany({ where, select: { id: true, version: true } });
    for (const { id, version } of rows) versions.set(id, version);
  }
  return selection.flatMap((selected) => {
    if (typeof selected !== 'string') return selected;
    const version = versions.get(selected);
    return version === undefined ? [] : { id: selected, version };
  });
}

/** A batch of version 1.0 lists ids without versions. */
const selectionSchema = z.array(z.union([selectedSchema, z.string()]));

export const idsOf = ({ ids }: Batch): string[] =>
  selectionSchema.parse(ids).map((selected) => (typeof selected === 'string' ? selected : selected.id));

/** How many registrations of a batch have another review state now: somebody changed them after they were selected. */
export async function countInAnotherState(batch: Batch): Promise<number> {
  const ids = idsOf(batch);
  let total = 0;
  for (const part of inParts(ids)) {
    const where = { id: { in: part }, erasedAt: null, review: { not: batch.review } };
    total += await db().registration.count({ where });
  }
  return total;
}

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
    const selection = selectionSchema.parse(batch.ids);
    const step = selection.slice(batch.done, batch.done + STEP);
    const seenVersions = new Map(
      step.map((selected): [string, number | null] =>
        typeof selected === 'string' ? [selected, null] : [selected.id, selected.version],
      ),
    );
    let changed = 0;
    for (const existing of await tx.registration.findMany({
      where: { id: { in: [...seenVersions.keys()] }, erasedAt: null },
    })) {
      // Nobody has reviewed what was changed since the registration was selected.
      const seen = seenVersions.get(existing.id) ?? existing.version;
      if (existing.review === batch.review || existing.version !== seen) continue;
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
    const done = batch.done + step.length;
    const isLast = done >= selection.length;
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
