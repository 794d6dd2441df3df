import { beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/db/client';
import { facts } from '@/lib/meeting/content/facts';
import { confirmAttendance } from '@/lib/registration/confirm';
import { defaultView } from '@/lib/registration/list-view';
import { amend, requestLinks } from '@/lib/registration/participant-actions';
import { listRegistrations } from '@/lib/registration/queries';
import { rebuildKeys } from '@/lib/registration/rebuild-keys';
import { later, MINUTE_MS } from '@/lib/time/instant';
import { aConfirmation, aParticipant, at, beforeDeadline } from '../../support/builders';
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
    expect([first?.nameKey, second?.nameKey].sort()[0]).toBe('salma sample');
    expect(first?.nameKey).not.toBe(second?.nameKey);
    expect(other).toMatchObject({ emailKey: 'ali@example.org', nameKey: 'علي كاظم' });
    const listed = await listRegistrations(
      facts,
      { ...defaultView, q: 'كاظم' },
      { role: 'host', locale: 'ar' },
    );
    expect(listed.rows.map(({ id }) => id)).toEqual(['r2']);
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
