import { randomUUID } from 'node:crypto';
import { type Actor, type AuditEvent, recordEvent } from '@/lib/audit/audit';
import { config } from '@/lib/config';
import { db, type Tx, transaction } from '@/lib/db/client';
import { enqueueEmail } from '@/lib/email/outbox';
import { type Clock, machineClock } from '@/lib/time/clock';
import type { Role, User } from '@/prisma/client/client';

/** Someone who works with these pages. The secretariat may do everything; the host reads the list without addresses and notes. */
export type Member = { id: string; email: string; role: Role };

/**
 * Whether a person may enter: those whom the settings name as long as they do, and those whom the secretariat invited. Whom
 * the secretariat removed stays out, whatever the settings say.
 */
export const isMember = ({ email, invitedBy, removedAt }: User): boolean =>
  removedAt === null && (invitedBy !== null || config().adminEmails.includes(email));

const asMember = (user: User | null): Member | null =>
  user && isMember(user) ? { id: user.id, email: user.email, role: user.role } : null;

/** The person with this address, if they may enter. */
export async function memberByEmail(address: string): Promise<Member | null> {
  const email = address.toLowerCase();
  const existing = await db().user.findUnique({ where: { email } });
  if (existing || !config().adminEmails.includes(email)) return asMember(existing);
  // Being named in the settings is an invitation to the secretariat: the row only makes the person known. Several processes that
  // start together come here at once.
  const wish = { id: randomUUID(), name: email, email, role: 'secretariat' } as const;
  return asMember(await transaction((tx) => tx.user.upsert({ where: { email }, create: wish, update: {} })));
}

/** The person behind a session, asked anew each time: whoever is removed is out at once. */
export const memberById = async (id: string): Promise<Member | null> =>
  asMember(await db().user.findUnique({ where: { id } }));

export type MemberDetails = Member & { invitedBy: string | null; isKnownSince: Date };

/** Everybody who may enter, by address. */
export async function members(): Promise<MemberDetails[]> {
  const users = await db().user.findMany({ orderBy: { email: 'asc' } });
  return users.filter(isMember).map(({ id, email, role, invitedBy, createdAt }) => ({
    id,
    email,
    role,
    invitedBy,
    isKnownSince: createdAt,
  }));
}

/** Makes those whom the settings name known, so that they can be seen before they come; called at the start. */
export async function bootstrapMembers(): Promise<void> {
  for (const email of config().adminEmails) await memberByEmail(email);
}

type Context = { actor: Actor; clock: Clock };

/** Lets somebody in, also one who was removed, and queues the invitation. @returns `known` for somebody who may enter already */
export const invite = (
  address: string,
  role: Role,
  { actor, clock }: Context,
): Promise<{ ok: true } | { ok: false; reason: 'known' }> =>
  transaction(async (tx) => {
    const email = address.toLowerCase();
    const existing = await tx.user.findUnique({ where: { email } });
    if (existing && isMember(existing)) return { ok: false, reason: 'known' };
    const wish = { role, invitedBy: actor.by ?? '', removedAt: null };
    await tx.user.upsert({
      where: { email },
      create: { id: randomUUID(), name: email, email, ...wish },
      update: wish,
    });
    const eventId = await recordEvent(tx, { type: 'person.invited', email, role }, { ...actor, at: clock() });
    await enqueueEmail(tx, 'memberInvitation', { eventId });
    return { ok: true };
  });

/** `last`: nobody of the secretariat would be left. */
export type MemberOutcome = { ok: true } | { ok: false; reason: 'unknown' | 'last' };

/** Keeps somebody out from now on, and ends their sessions; being named in the settings does not bring them back. */
export const removeMember = (id: string, context: Context): Promise<MemberOutcome> =>
  change(id, context, async (tx, { email }, now) => {
    await tx.user.update({ where: { id }, data: { removedAt: now } });
    await tx.session.deleteMany({ where: { userId: id } });
    return { type: 'person.removed', email };
  });

/** Gives somebody another role. */
export const changeRole = (id: string, role: Role, context: Context): Promise<MemberOutcome> =>
  change(
    id,
    context,
    async (tx, { email }) => {
      // Whoever was given a role by the secretariat has it from the secretariat, no more from the settings.
      await tx.user.update({ where: { id }, data: { role } });
      return { type: 'person.roleChanged', email, role };
    },
    role === 'secretariat',
  );

/** A change of one person, as long as somebody of the secretariat is left. */
const change = (
  id: string,
  { actor, clock }: Context,
  carryOut: (tx: Tx, user: User, now: Date) => Promise<AuditEvent>,
  isHarmless = false,
): Promise<MemberOutcome> =>
  transaction(async (tx) => {
    const now = clock();
    const users = (await tx.user.findMany()).filter(isMember);
    const user = users.find((each) => each.id === id);
    if (!user) return { ok: false, reason: 'unknown' };
    const left = users.filter((each) => each.role === 'secretariat' && each.id !== id);
    if (!isHarmless && left.length === 0) return { ok: false, reason: 'last' };
    await recordEvent(tx, await carryOut(tx, user, now), { ...actor, at: now });
    return { ok: true };
  });

export type OpenSession = { id: string; email: string; since: Date; lastSeen: Date; device: string };

/** The sessions that are open, the latest first. */
export async function openSessions(now: Date = machineClock()): Promise<OpenSession[]> {
  const sessions = await db().session.findMany({
    where: { expiresAt: { gt: now } },
    include: { user: true },
    orderBy: { updatedAt: 'desc' },
  });
  return sessions
    .filter(({ user }) => isMember(user))
    .map(({ id, user, createdAt, updatedAt, userAgent }) => ({
      id,
      email: user.email,
      since: createdAt,
      lastSeen: updatedAt,
      device: deviceOf(userAgent ?? ''),
    }));
}

/** Ends a session at once, whoever's it is. @returns whether there was one */
export const endSession = (id: string, { actor, clock }: Context): Promise<boolean> =>
  transaction(async (tx) => {
    const session = await tx.session.findUnique({ where: { id }, include: { user: true } });
    if (!session) return false;
    await tx.session.delete({ where: { id } });
    await recordEvent(tx, { type: 'session.ended', email: session.user.email }, { ...actor, at: clock() });
    return true;
  });

/** The browser and the system that a program says it is, in a word each; enough to recognize one's own. */
function deviceOf(userAgent: string): string {
  const first = (names: [string, RegExp][]) => names.find(([, sign]) => sign.test(userAgent))?.[0];
  const browser = first([
    ['Edge', /Edg/],
    ['Firefox', /Firefox|FxiOS/],
    ['Chrome', /Chrom|CriOS/],
    ['Safari', /Safari/],
  ]);
  const system = first([
    ['Android', /Android/],
    ['iOS', /iPhone|iPad/],
    ['Windows', /Windows/],
    ['macOS', /Mac OS/],
    ['Linux', /Linux/],
  ]);
  return [browser, system].filter(Boolean).join(', ') || '?';
}
