import { expect, it } from 'vitest';
import { recordEvent } from '@/lib/audit/audit';
import { config } from '@/lib/config';
import { db, transaction } from '@/lib/db/client';
import { claim, recordAttempt } from '@/lib/email/outbox';
import { facts } from '@/lib/meeting/content/facts';
import { applyRetention, retainedUntil, retentionOverview } from '@/lib/privacy/retention';
import { confirmAttendance } from '@/lib/registration/confirm';
import { figuresOf } from '@/lib/registration/queries';
import { invite } from '@/lib/staff/members';
import { instant, later } from '@/lib/time/instant';
import { aConfirmation, anEmail, at, beforeDeadline } from '../../support/builders';
import { freshDatabase, tablesWith } from '../../support/database';

freshDatabase();

const lastMoment = instant('2025-02-12T23:59:59.999+04:00');
const afterwards = instant('2025-02-13T00:00:00+04:00');

async function twoPeople() {
  for (const name of ['xmark-one', 'xmark-two']) {
    await confirmAttendance(
      aConfirmation({ fullName: `سلمى ${name}`, email: `${name}@example.org`, country: 'JO' }),
      at(beforeDeadline),
    );
  }
  const actor = { actor: 'secretariat', by: 'xmark@example.org', ipAddress: '203.0.113.9' } as const;
  await invite('xmark@example.org', 'host', { actor, clock: () => beforeDeadline });
  await db().user.deleteMany();
  for (const message of await claim(10)) {
    const email = anEmail({ to: 'xmark@example.org', subject: 'xmark', text: 'Dear xmark' });
    await recordAttempt(message, { ok: true, email });
  }
  const moved = { from: '2024-01-24T20:00:00Z', to: '2024-01-25T20:00:00Z', reason: 'xmark asked' };
  await transaction((tx) =>
    recordEvent(tx, { type: 'deadline.moved', ...moved }, { actor: 'secretariat', at: beforeDeadline }),
  );
  await db().mailing.create({
    data: {
      id: 'm',
      meetingId: facts.id,
      createdBy: 'xmark@example.org',
      createdAt: beforeDeadline,
      updatedAt: beforeDeadline,
      audience: { view: 'q=xmark' },
      textEn: 'Dear xmark',
    },
  });
}

const tablesWithMarker = () => tablesWith(/xmark|203\.0\.113/);

it('nothing is erased until the last day that the privacy statement names is over', async () => {
  expect(retainedUntil(365)).toEqual(instant('2025-02-12T12:30:00+04:00'));
  await twoPeople();
  expect(await applyRetention(() => lastMoment)).toBe(0);
  expect(await retentionOverview(() => lastMoment)).toMatchObject([
    { isDue: false, registrations: 2, emails: 2 },
  ]);
  expect(await tablesWithMarker()).toEqual(
    expect.arrayContaining(['Registration', 'AuditEvent', 'Mailing', 'OutboxMessage']),
  );
});

it('after that day no table identifies anybody, and the counts are the same', async () => {
  await twoPeople();
  const { counts: before } = await figuresOf(facts);
  expect(await applyRetention(() => afterwards)).toBe(2);
  expect(await tablesWithMarker()).toEqual([]);
  expect((await figuresOf(facts)).counts).toMatchObject({
    confirmed: before.confirmed,
    withdrawn: before.withdrawn,
  });
  expect(await db().registration.count({ where: { country: 'JO', status: 'confirmed' } })).toBe(2);
  expect(await applyRetention(() => later(afterwards, 1_000))).toBe(0);
});

it('the period follows the setting', async () => {
  const { retentionDays } = config();
  config().retentionDays = 30;
  expect(await retentionOverview(() => afterwards)).toMatchObject([
    { erasesAt: instant('2024-03-15T00:00:00+04:00') },
  ]);
  config().retentionDays = retentionDays;
});

it('people of an earlier meeting are erased by its own date, those of an unknown meeting with the current one', async () => {
  await twoPeople();
  const earlier = [{ id: 'meeting-10', endsAt: instant('2023-02-14T12:30:00+04:00') }];
  const [registration, otherRegistration] = await db().registration.findMany({ orderBy: { email: 'asc' } });
  await confirmAttendance(aConfirmation({ email: 'present@example.org' }), at(beforeDeadline));
  for (const [person, meetingId] of [
    [registration, 'meeting-10'],
    [otherRegistration, 'meeting-9'],
  ] as const)
    await db().registration.update({ where: { id: person?.id ?? '' }, data: { meetingId } });
  await db().mailing.update({ where: { id: 'm' }, data: { meetingId: 'meeting-10' } });
  const remaining = async () =>
    (await db().registration.findMany({ where: { erasedAt: null } })).map(({ email }) => email).sort();

  const lastOfEarlier = instant('2024-02-14T23:59:59.999+04:00');
  expect(await applyRetention(() => lastOfEarlier, earlier)).toBe(0);
  expect(await applyRetention(() => later(lastOfEarlier, 1), earlier)).toBe(1);
  expect(await remaining()).toEqual(['present@example.org', 'xmark-two@example.org']);
  expect(await db().mailing.findFirst()).toMatchObject({ createdBy: '', textEn: '' });

  expect(await applyRetention(() => afterwards, earlier)).toBe(2);
  expect(await remaining()).toEqual([]);
  expect(await tablesWithMarker()).toEqual([]);
});
