import { beforeEach, describe, expect, it, vi } from 'vitest';
import { db } from '@/lib/db/client';
import { facts } from '@/lib/meeting/content/facts';
import { confirmAttendance } from '@/lib/registration/confirm';
import { KEYS_VERSION } from '@/lib/registration/identity';
import { defaultView } from '@/lib/registration/list-view';
import { withLookAlikes } from '@/lib/registration/look-alikes';
import { amend, requestLinks } from '@/lib/registration/participant-actions';
import { listRegistrations } from '@/lib/registration/queries';
import { rebuildKeys } from '@/lib/registration/rebuild-keys';
import { nameKey } from '@/lib/text/name-keys';
import { later, MINUTE_MS } from '@/lib/time/instant';
import { aConfirmation, aParticipant, at, beforeDeadline, nameOf } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

const context = at(beforeDeadline);
const inOrder = () => db().registration.findMany({ orderBy: { createdAt: 'asc' } });

describe('identity keys made by an earlier rule', () => {
  /** Two registrations that are one person by the current rule, and another person. */
  const registrations = [
    { email: 'salma+one@example.org', fullName: 'Salma Sample', earlier: 'salma+one@example.org' },
    { email: 'Salma@example.org', fullName: 'Salma Sample', earlier: 'salma@example.org' },
    { email: 'ali@example.org', fullName: 'علی کاظم', earlier: 'ali@example.org' },
  ];
  beforeEach(async () => {
    for (const [index, { email, fullName, earlier }] of registrations.entries()) {
      await db().registration.create({
        data: {
          id: `r${index}`,
          meetingId: facts.id,
          reference: `AEG11-R${index}`,
          fullName,
          jobTitle: 'مديرة',
          email,
          language: 'ar',
          nameKey: fullName.toLowerCase(),
          emailKey: earlier,
          searchKey: fullName.toLowerCase(),
          confirmedAt: beforeDeadline,
          createdAt: later(beforeDeadline, index * MINUTE_MS),
          updatedAt: beforeDeadline,
        },
      });
    }
  });

  it('are rebuilt once, and no registration is lost where two have become one person', async () => {
    expect(await rebuildKeys()).toBe(registrations.length);
    expect(await rebuildKeys()).toBe(0);
    const [first, second, other] = await inOrder();
    expect(first?.emailKey).toBe('salma@example.org');
    expect(second?.emailKey).toBe('salma@example.org');
    expect([first?.nameKey, second?.nameKey].sort()[0]).toBe('salmasample');
    expect(first?.nameKey).not.toBe(second?.nameKey);
    expect(other).toMatchObject({ emailKey: 'ali@example.org', nameKey: 'عليكاظم' });
    const listed = await listRegistrations(
      facts,
      { ...defaultView, q: 'كاظم' },
      { role: 'host', locale: 'ar' },
    );
    expect(listed.rows.map(({ id }) => id)).toEqual(['r2']);
    // Whoever was recorded twice decides what is true.
    expect(await withLookAlikes(['r0', 'r1', 'r2'])).toEqual(new Set(['r0', 'r1']));
  });

  it('are rebuilt by several instances at once, and the rest after one of them died', async () => {
    await db().registration.createMany({
      data: Array.from({ length: 230 }, (_, index) => ({
        id: `many${index}`,
        meetingId: facts.id,
        reference: `AEG11-M${index}`,
        fullName: `د. ${nameOf(index)}`,
        jobTitle: 'ﻣﺪﻳﺮ',
        email: `many${index}@example.org`,
        language: 'ar' as const,
        nameKey: nameOf(index),
        emailKey: `many${index}@example.org`,
        searchKey: '',
        confirmedAt: beforeDeadline,
        createdAt: later(beforeDeadline, index),
        updatedAt: beforeDeadline,
      })),
    });
    // The third batch fails, as if the process had been killed there.
    let batches = 0;
    const { $transaction } = db();
    const killed = vi.spyOn(db(), '$transaction').mockImplementation(((work: never) => {
      batches += 1;
      if (batches > 2) throw new Error('killed');
      return $transaction.call(db(), work);
    }) as never);
    await expect(rebuildKeys()).rejects.toThrow('killed');
    killed.mockRestore();
    expect(await db().registration.count({ where: { keysVersion: KEYS_VERSION } })).toBe(200);
    const rebuilt = await Promise.all([rebuildKeys(), rebuildKeys(), rebuildKeys()]);
    expect(rebuilt.reduce((sum, count) => sum + count)).toBe(33);
    const all = await db().registration.findMany();
    expect(all).toHaveLength(233);
    for (const registration of all) {
      expect(registration.keysVersion).toBe(KEYS_VERSION);
      expect(registration.version).toBe(1);
      expect(registration.nameSearchKey).not.toBe('');
    }
    const one = await db().registration.findUniqueOrThrow({ where: { id: 'many7' } });
    expect(one).toMatchObject({ fullName: `د. ${nameOf(7)}`, jobTitle: 'مدير', nameKey: nameKey(nameOf(7)) });
  });

  it('leave both of those registrations with their links, which can change them', async () => {
    await rebuildKeys();
    for (const { email } of registrations.slice(0, 2)) {
      await db().outboxMessage.deleteMany();
      await requestLinks(email, 'ar', context);
      const message = await db().outboxMessage.findFirst({ include: { registration: true } });
      expect(message?.registration?.email).toBe(email);
    }
    for (const { id, email } of (await inOrder()).slice(0, 2)) {
      const link = { link: { registrationId: id, version: 1 }, expectedVersion: 1 };
      const changed = aParticipant({ fullName: 'Salma Sample', jobTitle: 'وزيرة' });
      expect(await amend(link, changed, context), String(email)).toEqual({ ok: true, isChanged: true });
    }
    // Nobody becomes one of the two by taking their name either.
    const action = { link: { registrationId: 'r0', version: 1 }, expectedVersion: 2 };
    await confirmAttendance(aConfirmation({ email: 'salma@example.org', fullName: 'Nour' }), context);
    expect(await amend(action, aParticipant({ fullName: 'N\u043Eur' }), context)).toMatchObject({
      reason: 'taken',
    });
  });

  it('sort English lists by the name in Latin letters', async () => {
    await db().registration.update({ where: { id: 'r2' }, data: { latinName: 'Ali Kazem' } });
    await rebuildKeys();
    const { rows } = await listRegistrations(
      facts,
      { ...defaultView, sort: 'fullName' },
      { role: 'host', locale: 'en' },
    );
    expect(rows[0]?.id).toBe('r2');
  });

  it('stay empty for an erased person', async () => {
    const erased = {
      fullName: '',
      email: null,
      nameKey: '',
      emailKey: 'erased:r0',
      erasedAt: beforeDeadline,
    };
    await db().registration.update({ where: { id: 'r0' }, data: erased });
    expect(await rebuildKeys()).toBe(registrations.length - 1);
    expect((await inOrder())[0]).toMatchObject(erased);
  });
});
