import { randomUUID } from 'node:crypto';
import { type Actor, type AuditEvent, recordEvent } from '@/lib/audit/audit';
import { config } from '@/lib/config';
import { db, type Tx, transaction } from '@/lib/db/client';
import { enqueueEmail } from '@/lib/email/outbox';
import { type Clock, machineClock } from '@/lib/time/clock';
import type { Role, User } from '@/prisma/client/client';

/** Somebody who may sign in to the staff pages. The secretariat may do everything; the host reads the list without addresses and notes. */
export type Member = { id: string; email: string; role: Role };

/**
 * Whether a user may sign in: whoever the secretariat invited, and whoever `ADMIN_EMAILS` names at present. Somebody whom the
 * secretariat removed may not, even if the setting names them.
 */
export const isMember = ({ email, invitedBy, removedAt }: User): boolean =>
  removedAt === null && (invitedBy !== null || config().adminEmails.includes(email));

const asMember = (user: User | null): Member | null =>
  user && isMember(user) ? { id: user.id, email: user.email, role: user.role } : null;

/** The member with this address. @returns `null` if nobody with this address may sign in */
export async function memberByEmail(address: string): Promise<Member | null> {
  const email = address.toLowerCase();
  const existing = await db().user.findUnique({ where: { email } });
  if (existing || !config().adminEmails.includes(email)) return asMember(existing);
  // Whoever the settings name is a member of the secretariat, and gets a row here. It is an upsert because several processes that
  // start together do this at once.
  const values = { id: randomUUID(), name: email, email, role: 'secretariat' } as const;
  return asMember(
    await transaction((tx) => tx.user.upsert({ where: { email }, create: values, update: {} })),
  );
}

/** The member of a session. It is read for each request, so that a removed member is out at once. */
export const memberById = async (id: string): Promise<Member | null> =>
  asMember(await db().user.findUnique({ where: { id } }));

export type MemberDetails = Member & { invitedBy: string | null; isKnownSince: Date };

/** All members, in the order of their addresses. */
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

/** Creates the rows of those whom the settings name, at the start of the site, so that the list shows them before they sign in. */
export async function bootstrapMembers(): Promise<void> {
  for (const email of config().adminEmails) await memberByEmail(email);
}

type Context = { actor: Actor; clock: Clock };

/**
 * Makes somebody a member, also after they were removed, and queues the invitation.
 * @returns `known` if the address belongs to a member already
 */
export const invite = (
  address: string,
  role: Role,
  { actor, clock }: Context,
): Promise<{ ok: true } | { ok: false; reason: 'known' }> =>
  transaction(async (tx) => {
    const email = address.toLowerCase();
    const existing = await tx.user.findUnique({ where: { email } });
    if (existing && isMember(existing)) return { ok: false, reason: 'known' };
    const values = { role, invitedBy: actor.by ?? '', removedAt: null };
    await tx.user.upsert({
      where: { email },
      create: { id: randomUUID(), name: email, email, ...values },
      update: values,
    });
    const eventId = await recordEvent(tx, { type: 'person.invited', email, role }, { ...actor, at: clock() });
    await enqueueEmail(tx, 'memberInvitation', { eventId });
    return { ok: true };
  });

/** `unknown`: there is no such member. `last`: nobody of the secretariat would be left. `changed`: somebody changed the role meanwhile. */
export type MemberOutcome = { ok: true } | { ok: false; reason: 'unknown' | 'last' | 'changed' };

/** Removes a member and ends their sessions. The settings do not bring a removed member back. */
export const removeMember = (id: string, context: Context): Promise<MemberOutcome> =>
  change(id, context, async (tx, { email }, now) => {
    await tx.user.update({ where: { id }, data: { removedAt: now } });
    await tx.session.deleteMany({ where: { userId: id } });
    return { type: 'person.removed', email };
  });

/** Gives a member another role. */
export const changeRole = (id: string, role: Role, context: Context): Promise<MemberOutcome> =>
  change(
    id,
    context,
    async (tx, { email, role: recorded }) => {
      // The member saw the other role.
      if (recorded === role) return null;
      // The row decides from now on: `ADMIN_EMAILS` gives a role only to a new row.
      await tx.user.update({ where: { id }, data: { role } });
      return { type: 'person.roleChanged', email, role };
    },
    role === 'secretariat',
  );

/**
 * Applies a change to one member and records its event, unless nobody of the secretariat would be left.
 * @param apply returns the event, or `null` where the member is no longer as the form showed them
 * @param isHarmless whether the change leaves the member in the secretariat, so that nothing needs to be checked
 */
const change = (
  id: string,
  { actor, clock }: Context,
  apply: (tx: Tx, user: User, now: Date) => Promise<AuditEvent | null>,
  isHarmless = false,
): Promise<MemberOutcome> =>
  transaction(async (tx) => {
    const now = clock();
    const users = (await tx.user.findMany()).filter(isMember);
    const user = users.find((candidate) => candidate.id === id);
    if (!user) return { ok: false, reason: 'unknown' };
    const remaining = users.filter((other) => other.role === 'secretariat' && other.id !== id);
    if (!isHarmless && remaining.length === 0) return { ok: false, reason: 'last' };
    const event = await apply(tx, user, now);
    if (!event) return { ok: false, reason: 'changed' };
    await recordEvent(tx, event, { ...actor, at: now });
    return { ok: true };
  });

export type OpenSession = { id: string; email: string; since: Date; lastSeen: Date; device: string };

/** The open sessions of members, last used first. */
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

/** Ends any member's session at once. @returns `false` if there is no such session */
export const endSession = (id: string, { actor, clock }: Context): Promise<boolean> =>
  transaction(async (tx) => {
    const session = await tx.session.findUnique({ where: { id }, include: { user: true } });
    if (!session) return false;
    await tx.session.delete({ where: { id } });
    await recordEvent(tx, { type: 'session.ended', email: session.user.email }, { ...actor, at: clock() });
    return true;
  });

/** The browser and the operating system of a User-Agent header, in one word each, so that members recognize their own sessions. */
function deviceOf(userAgent: string): string {
  const firstMatch = (names: [string, RegExp][]) => names.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const browser = firstMatch([
    ['Edge', /Edg/],
    ['Firefox', /Firefox|FxiOS/],
    ['Chrome', /Chrom|CriOS/],
    ['Safari', /Safari/],
  ]);
  const system = firstMatch([
    ['Android', /Android/],
    ['iOS', /iPhone|iPad/],
    ['Windows', /Windows/],
    ['macOS', /Mac OS/],
    ['Linux', /Linux/],
  ]);
  return [browser, system].filter(Boolean).join(', ') || '?';
}
