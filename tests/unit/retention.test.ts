import { expect, it } from 'vitest';
import { record } from '@/lib/audit';
import { config } from '@/lib/config';
import { facts } from '@/lib/content/facts';
import { db, transaction } from '@/lib/db';
import { instant, later } from '@/lib/instant';
import { counts } from '@/lib/registration/queries';
import { confirmAttendance } from '@/lib/registration/service';
import { eraseWhatIsDue, keptUntil, whatIsKept } from '@/lib/retention';
import { aConfirmation, at, beforeDeadline } from '../support/builders';
import { freshDatabase, tablesWith } from '../support/database';

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
    record(tx, event, {
      actor: 'secretariat',
      by: 'xmark@example.org',
      place: '203.0.113.9',
      at: beforeDeadline,
    }),
  );
  const moved = { from: '2024-01-24T20:00:00Z', to: '2024-01-25T20:00:00Z', reason: 'xmark asked' };
  await transaction((tx) =>
    record(tx, { type: 'deadline.moved', ...moved }, { actor: 'secretariat', at: beforeDeadline }),
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
  expect(keptUntil(365)).toEqual(instant('2025-02-12T12:30:00+04:00'));
  await twoPeople();
  expect(await eraseWhatIsDue(() => lastMoment)).toBe(0);
  expect(await whatIsKept(() => lastMoment)).toMatchObject({ isDue: false, registrations: 2, letters: 2 });
  expect(await marked()).toEqual(expect.arrayContaining(['Registration', 'AuditEvent', 'Mailing']));
});

it('then nothing says who it was, in any table, and the counts are the same', async () => {
  await twoPeople();
  const before = await counts(facts);
  expect(await eraseWhatIsDue(() => afterwards)).toBe(2);
  expect(await marked()).toEqual([]);
  expect(await counts(facts)).toMatchObject({ confirmed: before.confirmed, withdrawn: before.withdrawn });
  expect(await db().registration.count({ where: { country: 'JO', status: 'confirmed' } })).toBe(2);
  expect(await eraseWhatIsDue(() => later(afterwards, 1_000))).toBe(0);
});

it('goes by the days of the setting', async () => {
  const { retentionDays } = config();
  config().retentionDays = 30;
  expect((await whatIsKept(() => afterwards)).erasesAt).toEqual(instant('2024-03-15T00:00:00+04:00'));
  config().retentionDays = retentionDays;
});
