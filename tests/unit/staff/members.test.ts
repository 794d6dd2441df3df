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

// The settings of the tests name this one.
const first = 'secretariat@example.org';
const around = { actor: { actor: 'secretariat', by: first } as const, clock: () => beforeDeadline };
const idOf = async (email: string) => (await db().user.findUniqueOrThrow({ where: { email } })).id;
const addresses = async () => (await members()).map(({ email, role }) => `${email} ${role}`);

beforeEach(async () => {
  await bootstrapMembers();
});

describe('the people who may enter', () => {
  it('are at first those whom the settings name, as the secretariat', async () => {
    expect(await addresses()).toEqual([`${first} secretariat`]);
    expect(await memberByEmail('SECRETARIAT@example.org')).toMatchObject({ role: 'secretariat' });
    expect(await memberByEmail('stranger@example.org')).toBeNull();
  });

  it('are made known once, however many processes start at the same time', async () => {
    // The first round opens the connections; in the later ones all come at the same time.
    for (let round = 0; round < 3; round++) {
      await db().user.deleteMany();
      await Promise.all(Array.from({ length: 8 }, bootstrapMembers));
      expect(await addresses()).toEqual([`${first} secretariat`]);
    }
  });

  it('are invited and removed, and whoever is removed is out at once and ends all sessions', async () => {
    await invite('Host@example.org', 'host', around);
    expect(await memberByEmail('host@example.org')).toMatchObject({ role: 'host' });
    expect(await invite('host@example.org', 'host', around)).toEqual({ ok: false, reason: 'known' });
    const id = await idOf('host@example.org');
    const session = { id: 's', token: 't', expiresAt: beforeDeadline, userId: id };
    await db().session.create({ data: session });
    expect(await removeMember(id, around)).toEqual({ ok: true });
    expect(await memberById(id)).toBeNull();
    expect(await db().session.count()).toBe(0);
    const types = (await db().auditEvent.findMany({ orderBy: { id: 'asc' } })).map(({ type, by }) => [
      type,
      by,
    ]);
    expect(types).toEqual([
      ['person.invited', first],
      ['person.removed', first],
    ]);
  });

  it('do not come back at the next start when they were removed, but by an invitation', async () => {
    await invite('second@example.org', 'secretariat', around);
    await removeMember(await idOf(first), around);
    await bootstrapMembers();
    expect(await addresses()).toEqual(['second@example.org secretariat']);
    expect(await memberByEmail(first)).toBeNull();
    await invite(first, 'host', around);
    expect(await memberByEmail(first)).toMatchObject({ role: 'host' });
  });

  it('never lose the last of the secretariat, also when two are removed at once', async () => {
    await invite('host@example.org', 'host', around);
    const id = await idOf(first);
    expect(await removeMember(id, around)).toEqual({ ok: false, reason: 'last' });
    expect(await changeRole(id, 'host', around)).toEqual({ ok: false, reason: 'last' });
    await invite('second@example.org', 'secretariat', around);
    const both = [id, await idOf('second@example.org')];
    const outcomes = await Promise.all(both.map((each) => removeMember(each, around)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await changeRole(await idOf('host@example.org'), 'secretariat', around)).toEqual({ ok: true });
  });
});
