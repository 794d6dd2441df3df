import { describe, expect, it } from 'vitest';
import { history } from '@/lib/audit/audit';
import { db } from '@/lib/db/client';
import { confirmAttendance } from '@/lib/registration/confirm';
import { type Entry, recordEntry } from '@/lib/registration/record-entry';
import { aConfirmation, aParticipant, at, atDeadline, beforeDeadline } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

const anEntry = (given: Partial<Entry> = {}): Entry => ({
  participant: aParticipant({ country: 'JO' }),
  locale: 'ar',
  source: 'noteVerbale',
  reason: '',
  isNotified: true,
  ...given,
});
const actor = { actor: 'secretariat', by: 'rima@example.org' } as const;
const record = (
  given: Partial<Entry> = {},
  { now = beforeDeadline, isSure = false, idempotencyKey = '' } = {},
) => recordEntry(anEntry(given), { isSure, idempotencyKey, actor, clock: () => now });
const withoutAddress = { ...aParticipant({ country: 'JO' }), email: null };

describe('a confirmation that is recorded by hand', () => {
  it('is a registration like any other, says how it came and by whom it was entered, and is acknowledged', async () => {
    expect(await record()).toMatchObject({ ok: true });
    const registration = await db().registration.findFirstOrThrow();
    expect(registration).toMatchObject({ source: 'noteVerbale', review: 'reviewed', letter: 'waiting' });
    expect(await history(registration.id)).toMatchObject([
      { type: 'registration.recorded', source: 'noteVerbale', actor: 'secretariat', by: 'rima@example.org' },
    ]);
  });

  it('needs a reason after the deadline, which is kept', async () => {
    expect(await record({}, { now: atDeadline })).toEqual({ ok: false, reason: 'late' });
    expect(await record({ reason: 'وصلت متأخرة' }, { now: atDeadline })).toMatchObject({ ok: true });
    const [event] = await db().auditEvent.findMany();
    expect(event?.details).toMatchObject({ reason: 'وصلت متأخرة' });
  });

  it('is refused where the site knows the person, also one who withdrew', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    expect(await record()).toMatchObject({ ok: false, reason: 'known' });
    expect(await db().registration.count()).toBe(1);
  });

  it('without an address warns of the same name from the same country, and may be somebody else', async () => {
    expect(await record({ participant: withoutAddress })).toMatchObject({ ok: true });
    expect(await record({ participant: withoutAddress })).toMatchObject({ ok: false, reason: 'alike' });
    const spelled = { ...withoutAddress, fullName: 'سلمى  المِثال' };
    expect(await record({ participant: spelled })).toMatchObject({ ok: false, reason: 'alike' });
    expect(await record({ participant: { ...withoutAddress, country: 'EG' } })).toMatchObject({ ok: true });
    expect(await record({ participant: withoutAddress }, { isSure: true })).toMatchObject({ ok: true });
    expect(await db().registration.count()).toBe(3);
    expect(await db().outboxMessage.count()).toBe(0);
  });

  it('is recorded once when the form is sent twice', async () => {
    await record({ participant: withoutAddress }, { idempotencyKey: 'one', isSure: true });
    expect(await record({ participant: withoutAddress }, { idempotencyKey: 'one', isSure: true })).toEqual({
      ok: true,
      id: null,
    });
    expect(await db().registration.count()).toBe(1);
  });

  it('is acknowledged only where that is wished', async () => {
    await record({ isNotified: false });
    expect(await db().outboxMessage.count()).toBe(0);
  });
});
