import type { Actor, AuditEvent } from '@/lib/audit/audit';
import { db, type Tx, transaction } from '@/lib/db/client';
import { Prisma, type Registration } from '@/prisma/client/client';
import { applyChange } from './apply-change';
import { statusChange } from './changes';
import type { StaffAction } from './staff-actions';

/*
 * Look-alikes are two confirmed registrations of one meeting that may be about one person: they share a mailbox, or a country and a
 * name that is often spelt in both ways (`lookAlikeKey`). A member decides about each pair; nothing is merged by itself.
 */

const sharesMailbox = Prisma.sql`o."meetingId" = r."meetingId" AND o."emailKey" = r."emailKey"`;
const sharesName = Prisma.sql`
  o."meetingId" = r."meetingId" AND o."lookAlikeKey" = r."lookAlikeKey" AND r."lookAlikeKey" <> ''
  AND coalesce(o.country, '') = coalesce(r.country, '')`;
const isUndecided = Prisma.sql`
  o.id <> r.id
  AND o.status = 'confirmed' AND o."erasedAt" IS NULL
  AND r.status = 'confirmed' AND r."erasedAt" IS NULL
  AND NOT EXISTS (
    SELECT 1 FROM "LookAlikeDecision" d WHERE d.id IN (r.id || ':' || o.id, o.id || ':' || r.id)
  )`;

/** Whether a registration `r` has a look-alike `o` about which nobody has decided. Two conditions, because each has an index of its own. */
const hasLookAlike = Prisma.sql`(
  EXISTS (SELECT 1 FROM "Registration" o WHERE ${sharesMailbox} AND ${isUndecided})
  OR EXISTS (SELECT 1 FROM "Registration" o WHERE ${sharesName} AND ${isUndecided})
)`;

/** Which of these registrations have a look-alike: one query for a page of the list. */
export async function withLookAlikes(ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT r.id FROM "Registration" r WHERE r.id IN (${Prisma.join(ids)}) AND ${hasLookAlike}`;
  return new Set(rows.map(({ id }) => id));
}

/** All registrations of a meeting that have a look-alike. */
export async function idsWithLookAlikes(meetingId: string): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT r.id FROM "Registration" r WHERE r."meetingId" = ${meetingId} AND ${hasLookAlike}`;
  return rows.map(({ id }) => id);
}

/** How many look-alikes a page shows. After a decision about them it shows the next ones. */
const MOST_SHOWN = 20;

/** The look-alikes of a registration, the oldest first. */
export async function lookAlikesOf(id: string, tx: Tx = db()): Promise<Registration[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT o.id FROM "Registration" r JOIN "Registration" o
    ON ((${sharesMailbox}) OR (${sharesName})) AND ${isUndecided}
    WHERE r.id = ${id} ORDER BY o."createdAt", o.id LIMIT ${MOST_SHOWN}`;
  return tx.registration.findMany({
    where: { id: { in: rows.map((row) => row.id) } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
}

/** A registration as the member saw it. */
export type SeenRegistration = { id: string; version: number };

/**
 * `unknown`: there is no such registration, or it was erased. `decided`: the two are no look-alikes any more: somebody decided, or
 * withdrew one of them. `changed`: somebody saved one of them since the page was opened.
 */
export type LookAlikeOutcome = { ok: true } | { ok: false; reason: 'unknown' | 'decided' | 'changed' };

/** Records that a registration and some of its look-alikes are about different people. */
export const declareOtherPeople = (
  action: StaffAction,
  others: SeenRegistration[],
): Promise<LookAlikeOutcome> =>
  decide(action, others, async (tx, existing, decidedAbout, now) => {
    for (const other of decidedAbout) {
      await recordDecision(tx, [existing, other], { isSamePerson: false, actor: action.actor, now });
    }
  });

/**
 * Records that a registration and one look-alike are about the same person, and withdraws one of the two. Nothing is merged: both keep
 * their values, and the withdrawn one can be reinstated. Nobody gets an email about it.
 * @param withdrawnId the id of the one that is withdrawn
 */
export const declareSamePerson = (
  action: StaffAction,
  other: SeenRegistration,
  withdrawnId: string,
): Promise<LookAlikeOutcome> =>
  decide(action, [other], async (tx, existing, decidedAbout, now) => {
    const pair = [existing, ...decidedAbout];
    const withdrawn = pair.find(({ id }) => id === withdrawnId);
    if (!withdrawn) throw new Error('Neither of the two look-alikes is to be withdrawn');
    await recordDecision(tx, pair, { isSamePerson: true, actor: action.actor, now });
    await applyChange(tx, {
      row: {
        type: 'update',
        existing: withdrawn,
        data: { status: 'withdrawn', withdrawnBy: 'secretariat' },
      },
      event: {
        type: 'registration.withdrawn',
        changed: [statusChange(withdrawn.status, 'withdrawn')],
        reason: '',
      },
      emails: [],
      actor: action.actor,
      at: now,
    });
  });

/** Checks what both decisions require: the registrations still look alike, and have the versions that the member saw. */
async function decide(
  { id, expectedVersion, clock }: StaffAction,
  others: SeenRegistration[],
  write: (tx: Tx, existing: Registration, others: Registration[], now: Date) => Promise<void>,
): Promise<LookAlikeOutcome> {
  return transaction(async (tx): Promise<LookAlikeOutcome> => {
    const now = clock();
    const existing = await tx.registration.findUnique({ where: { id } });
    if (!existing || existing.erasedAt) return { ok: false, reason: 'unknown' };
    const lookAlikes = new Map((await lookAlikesOf(id, tx)).map((other) => [other.id, other]));
    const seen = others.map((other) => ({ ...other, recorded: lookAlikes.get(other.id) }));
    if (seen.length === 0) return { ok: false, reason: 'decided' };
    const recorded = seen.flatMap((other) => other.recorded ?? []);
    if (recorded.length < seen.length) return { ok: false, reason: 'decided' };
    const isOutdated =
      existing.version !== expectedVersion ||
      seen.some(({ version, recorded: current }) => version !== current?.version);
    if (isOutdated) return { ok: false, reason: 'changed' };
    await write(tx, existing, recorded, now);
    return { ok: true };
  });
}

type DecisionDetails = { isSamePerson: boolean; actor: Actor; now: Date };

/** Stores the decision about a pair, and an event for each of the two. */
async function recordDecision(
  tx: Tx,
  pair: Registration[],
  { isSamePerson, actor, now }: DecisionDetails,
): Promise<void> {
  const [firstId = '', secondId = ''] = pair.map(({ id }) => id).sort();
  await tx.lookAlikeDecision.create({
    data: { id: `${firstId}:${secondId}`, firstId, secondId, isSamePerson, decidedAt: now },
  });
  for (const existing of pair) {
    const other = pair.find(({ id }) => id !== existing.id)?.reference ?? '';
    const event: AuditEvent = { type: `registration.${isSamePerson ? 'samePerson' : 'otherPerson'}`, other };
    await applyChange(tx, { row: { type: 'none', existing }, event, emails: [], actor, at: now });
  }
}
