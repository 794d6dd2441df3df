import { beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/db/client';
import {
  bootstrapMembers,
  changeRole,
  invite,
  memberByEmail,
  memberById,
  members,
  removeMember,
} from '@/lib/staff/members';
import { beforeDeadline } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

// The test settings name this member.
const firstMember = 'secretariat@example.org';
const context = { actor: { actor: 'secretariat', by: firstMember } as const, clock: () => beforeDeadline };
const idOf = async (email: string) => (await db().user.findUniqueOrThrow({ where: { email } })).id;
const addresses = async () => (await members()).map(({ email, role }) => `${email} ${role}`);

beforeEach(async () => {
  await bootstrapMembers();
});

describe('members', () => {
  it('are at first those that the settings name, with the role secretariat', async () => {
    expect(await addresses()).toEqual([`${firstMember} secretariat`]);
    expect(await memberByEmail('SECRETARIAT@example.org')).toMatchObject({ role: 'secretariat' });
    expect(await memberByEmail('stranger@example.org')).toBeNull();
  });

  it('are created once, however many processes start at the same time', async () => {
    // The first round opens the connections. In the later ones all calls run at the same time.
    for (let round = 0; round < 3; round++) {
      await db().user.deleteMany();
      await Promise.all(Array.from({ length: 8 }, bootstrapMembers));
      expect(await addresses()).toEqual([`${firstMember} secretariat`]);
    }
  });

  it('are invited and removed; a removed member is signed out at once, in all sessions', async () => {
    await invite('Host@example.org', 'host', context);
    expect(await memberByEmail('host@example.org')).toMatchObject({ role: 'host' });
    expect(await invite('host@example.org', 'host', context)).toEqual({ ok: false, reason: 'known' });
    const id = await idOf('host@example.org');
    const session = { id: 's', token: 't', expiresAt: beforeDeadline, userId: id };
    await db().session.create({ data: session });
    expect(await removeMember(id, context)).toEqual({ ok: true });
    expect(await memberById(id)).toBeNull();
    expect(await db().session.count()).toBe(0);
    const types = (await db().auditEvent.findMany({ orderBy: { id: 'asc' } })).map(({ type, by }) => [
      type,
      by,
    ]);
    expect(types).toEqual([
      ['person.invited', firstMember],
      ['person.removed', firstMember],
    ]);
  });

  it('do not return at the next start when they were removed, but can be invited again', async () => {
    await invite('second@example.org', 'secretariat', context);
    await removeMember(await idOf(firstMember), context);
    await bootstrapMembers();
    expect(await addresses()).toEqual(['second@example.org secretariat']);
    expect(await memberByEmail(firstMember)).toBeNull();
    await invite(firstMember, 'host', context);
    expect(await memberByEmail(firstMember)).toMatchObject({ role: 'host' });
  });

  it('always include one of the secretariat, even when the last two are removed at once', async () => {
    await invite('host@example.org', 'host', context);
    const id = await idOf(firstMember);
    expect(await removeMember(id, context)).toEqual({ ok: false, reason: 'last' });
    expect(await changeRole(id, 'host', context)).toEqual({ ok: false, reason: 'last' });
    await invite('second@example.org', 'secretariat', context);
    const ids = [id, await idOf('second@example.org')];
    const outcomes = await Promise.all(ids.map((memberId) => removeMember(memberId, context)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const host = await idOf('host@example.org');
    expect(await changeRole(host, 'secretariat', context)).toEqual({ ok: true });
    // From a page that still shows the other role.
    expect(await changeRole(host, 'secretariat', context)).toEqual({ ok: false, reason: 'changed' });
  });
});
