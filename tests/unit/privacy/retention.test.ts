import { expect, it } from 'vitest';
import { recordEvent } from '@/lib/audit/audit';
import { config } from '@/lib/config';
import { db, transaction } from '@/lib/db/client';
import { facts } from '@/lib/meeting/content/facts';
import { applyRetention, retainedUntil, retentionOverview } from '@/lib/privacy/retention';
import { confirmAttendance } from '@/lib/registration/confirm';
import { counts } from '@/lib/registration/queries';
import { instant, later } from '@/lib/time/instant';
import { aConfirmation, at, beforeDeadline } from '../../support/builders';
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
  const event = { type: 'person.invited', email: 'xmark@example.org', role: 'host' } as const;
  await transaction((tx) =>
    recordEvent(tx, event, {
      actor: 'secretariat',
      by: 'xmark@example.org',
      ipAddress: '203.0.113.9',
      at: beforeDeadline,
    }),
  );
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

const marked = () => tablesWith(/xmark|203\.0\.113/);

it('nothing is erased until the last day is over that the privacy statement names', async () => {
  expect(retainedUntil(365)).toEqual(instant('2025-02-12T12:30:00+04:00'));
  await twoPeople();
  expect(await applyRetention(() => lastMoment)).toBe(0);
  expect(await retentionOverview(() => lastMoment)).toMatchObject([
    { isDue: false, registrations: 2, emails: 2 },
  ]);
  expect(await marked()).toEqual(expect.arrayContaining(['Registration', 'AuditEvent', 'Mailing']));
});

it('then nothing says who it was, in any table, and the counts are the same', async () => {
  await twoPeople();
  const before = await counts(facts);
  expect(await applyRetention(() => afterwards)).toBe(2);
  expect(await marked()).toEqual([]);
  expect(await counts(facts)).toMatchObject({ confirmed: before.confirmed, withdrawn: before.withdrawn });
  expect(await db().registration.count({ where: { country: 'JO', status: 'confirmed' } })).toBe(2);
  expect(await applyRetention(() => later(afterwards, 1_000))).toBe(0);
});

it('goes by the days of the setting', async () => {
  const { retentionDays } = config();
  config().retentionDays = 30;
  expect(await retentionOverview(() => afterwards)).toMatchObject([
    { erasesAt: instant('2024-03-15T00:00:00+04:00') },
  ]);
  config().retentionDays = retentionDays;
});

it('people of an earlier meeting are erased by its own day, those of one that nobody remembers with the present one', async () => {
  await twoPeople();
  const earlier = [{ id: 'meeting-10', endsAt: instant('2023-02-14T12:30:00+04:00') }];
  const [one, two] = await db().registration.findMany({ orderBy: { email: 'asc' } });
  await confirmAttendance(aConfirmation({ email: 'present@example.org' }), at(beforeDeadline));
  for (const [who, meetingId] of [
    [one, 'meeting-10'],
    [two, 'meeting-9'],
  ] as const)
    await db().registration.update({ where: { id: who?.id ?? '' }, data: { meetingId } });
  await db().mailing.update({ where: { id: 'm' }, data: { meetingId: 'meeting-10' } });
  const left = async () =>
    (await db().registration.findMany({ where: { erasedAt: null } })).map(({ email }) => email).sort();

  const lastOfEarlier = instant('2024-02-14T23:59:59.999+04:00');
  expect(await applyRetention(() => lastOfEarlier, earlier)).toBe(0);
  expect(await applyRetention(() => later(lastOfEarlier, 1), earlier)).toBe(1);
  expect(await left()).toEqual(['present@example.org', 'xmark-two@example.org']);
  expect(await db().mailing.findFirst()).toMatchObject({ createdBy: '', textEn: '' });

  expect(await applyRetention(() => afterwards, earlier)).toBe(2);
  expect(await left()).toEqual([]);
  expect(await marked()).toEqual([]);
});
