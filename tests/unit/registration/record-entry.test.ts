import { describe, expect, it } from 'vitest';
import { history } from '@/lib/audit/audit';
import { db } from '@/lib/db/client';
import { confirmAttendance } from '@/lib/registration/confirm';
import { type Entry, recordEntry } from '@/lib/registration/record-entry';
import { aConfirmation, aParticipant, at, atDeadline, beforeDeadline } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

const anEntry = (values: Partial<Entry> = {}): Entry => ({
  participant: aParticipant({ country: 'JO' }),
  locale: 'ar',
  source: 'noteVerbale',
  reason: '',
  isNotified: true,
  ...values,
});
const actor = { actor: 'secretariat', by: 'rima@example.org' } as const;
const record = (
  values: Partial<Entry> = {},
  { now = beforeDeadline, isSure = false, idempotencyKey = '' } = {},
) => recordEntry(anEntry(values), { isSure, idempotencyKey, actor, clock: () => now });
const withoutAddress = { ...aParticipant({ country: 'JO' }), email: null };

describe('a confirmation recorded by the secretariat', () => {
  it('is a registration like any other, names its source and its member, and is acknowledged', async () => {
    expect(await record()).toMatchObject({ ok: true });
    const registration = await db().registration.findFirstOrThrow();
    expect(registration).toMatchObject({ source: 'noteVerbale', review: 'reviewed', letter: 'waiting' });
    expect(await history(registration.id)).toMatchObject([
      { type: 'registration.recorded', source: 'noteVerbale', actor: 'secretariat', by: 'rima@example.org' },
    ]);
  });

  it('needs a reason after the deadline, and keeps it', async () => {
    expect(await record({}, { now: atDeadline })).toEqual({ ok: false, reason: 'late' });
    expect(await record({ reason: 'وصلت متأخرة' }, { now: atDeadline })).toMatchObject({ ok: true });
    const [event] = await db().auditEvent.findMany();
    expect(event?.details).toMatchObject({ reason: 'وصلت متأخرة' });
  });

  it('is refused for a person who is already registered, or who withdrew', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    expect(await record()).toMatchObject({ ok: false, reason: 'known' });
    expect(await db().registration.count()).toBe(1);
  });

  it('without an address warns of the same name from the same country, and can be recorded as another person', async () => {
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

  it('is acknowledged only if the member chooses it', async () => {
    await record({ isNotified: false });
    expect(await db().outboxMessage.count()).toBe(0);
  });
});
