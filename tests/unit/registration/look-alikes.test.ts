import { beforeEach, describe, expect, it } from 'vitest';
import { history } from '@/lib/audit/audit';
import { db } from '@/lib/db/client';
import { facts } from '@/lib/meeting/content/facts';
import { erase } from '@/lib/privacy/erasure';
import { confirmAttendance } from '@/lib/registration/confirm';
import { defaultView } from '@/lib/registration/list-view';
import {
  declareOtherPeople,
  declareSamePerson,
  lookAlikesOf,
  withLookAlikes,
} from '@/lib/registration/look-alikes';
import { listRegistrations } from '@/lib/registration/queries';
import { reinstate, withdrawByStaff } from '@/lib/registration/staff-actions';
import { later } from '@/lib/time/instant';
import type { Registration } from '@/prisma/client/client';
import { aConfirmation, at, beforeDeadline } from '../../support/builders';
import { readCases } from '../../support/cases';
import { freshDatabase } from '../../support/database';

freshDatabase();

const actor = { actor: 'secretariat', by: 'rima@example.org' } as const;
let minute = 0;
beforeEach(() => {
  minute = 0;
});
const confirm = async (values: { fullName: string; email: string; country?: string | null }) => {
  await confirmAttendance(aConfirmation(values), at(later(beforeDeadline, 60_000 * minute++)));
  return db().registration.findFirstOrThrow({ where: { fullName: values.fullName, email: values.email } });
};
const marked = async () => {
  const all = await db().registration.findMany();
  const ids = await withLookAlikes(all.map(({ id }) => id));
  return all
    .filter(({ id }) => ids.has(id))
    .map(({ fullName }) => fullName)
    .sort();
};
const action = ({ id, version }: Registration) => ({
  id,
  expectedVersion: version,
  actor,
  clock: () => beforeDeadline,
});
const current = ({ id }: Registration) => db().registration.findUniqueOrThrow({ where: { id } });
const types = async ({ id }: Registration) => (await history(id)).map(({ type }) => type);

describe('one address', () => {
  it('and two spellings of one name are one person, and two names are two people', async () => {
    for (const [index, [name = '', otherName = '', isSame]] of readCases(
      'tests/unit/text/identity.tsv',
    ).entries()) {
      const email = `${index}@example.org`;
      for (const fullName of [name, otherName])
        await confirmAttendance(aConfirmation({ fullName, email }), at(beforeDeadline));
      const recorded = await db().registration.count({ where: { email } });
      expect(recorded, `${name} and ${otherName}`).toBe(isSame === 'yes' ? 1 : 2);
    }
  });
});

describe('look-alikes', () => {
  it('share an address, or a country and a name that is often spelt in both ways', async () => {
    await confirm({ fullName: 'Ahmad Salim', email: 'one@example.org' });
    await confirm({ fullName: 'Ahmad Salem', email: 'one@example.org' });
    await confirm({ fullName: 'Omar Alsamir', email: 'two@example.org', country: 'JO' });
    await confirm({ fullName: 'Dr. Omer Al-Samir', email: 'three@example.org', country: 'JO' });
    await confirm({ fullName: 'Omar Al Samir', email: 'four@example.org', country: 'EG' });
    await confirm({ fullName: 'عمر سالم', email: 'five@example.org', country: 'JO' });
    await confirm({ fullName: 'عمرو سالم', email: 'six@example.org', country: 'JO' });
    await confirm({ fullName: 'نور المثال', email: 'seven@example.org' });
    await confirm({ fullName: 'نور المثال', email: 'eight@example.org' });
    expect(await marked()).toEqual(
      ['Ahmad Salim', 'Ahmad Salem', 'Omar Alsamir', 'Dr. Omer Al-Samir', 'نور المثال', 'نور المثال'].sort(),
    );
    expect(await withLookAlikes([])).toEqual(new Set());
    const found = async (role: 'host' | 'secretariat') =>
      (await listRegistrations(facts, { ...defaultView, lookAlike: 'yes' }, { role, locale: 'ar' })).total;
    expect(await found('secretariat')).toBe(6);
    expect(await found('host'), 'the host is not told who shares an address').toBe(9);
  });

  it('are shown on both registrations', async () => {
    const first = await confirm({ fullName: 'Ahmad Salim', email: 'one@example.org' });
    const second = await confirm({ fullName: 'Sara Example', email: 'one@example.org' });
    const third = await confirm({ fullName: 'Ahmed Saleem', email: 'two@example.org' });
    const names = async (id: string) => (await lookAlikesOf(id)).map(({ fullName }) => fullName);
    expect(await names(first.id)).toEqual(['Sara Example', 'Ahmed Saleem']);
    expect(await names(second.id)).toEqual(['Ahmad Salim']);
    expect(await names(third.id)).toEqual(['Ahmad Salim']);
  });

  it('are neither withdrawn nor erased, and are shown again when one is reinstated', async () => {
    const first = await confirm({ fullName: 'Ahmad Salim', email: 'one@example.org' });
    const second = await confirm({ fullName: 'Ahmad Salem', email: 'one@example.org' });
    const details = { reason: 'r', isNotified: false };
    await withdrawByStaff(action(first), details);
    expect(await marked()).toEqual([]);
    await reinstate(action(await current(first)), details);
    expect(await marked()).toHaveLength(2);
    await erase(second.id, { actor, ground: 'request', clock: () => beforeDeadline });
    expect(await marked()).toEqual([]);
  });
});

describe('the decision', () => {
  const pair = async () =>
    [
      await confirm({ fullName: 'Ahmad Salim', email: 'one@example.org' }),
      await confirm({ fullName: 'Ahmad Salem', email: 'one@example.org' }),
    ] as [Registration, Registration];

  it('that they are different people changes no registration, and they are not marked again', async () => {
    const [first, second] = await pair();
    expect(await declareOtherPeople(action(first), [second])).toEqual({ ok: true });
    expect(await marked()).toEqual([]);
    expect(await current(first)).toEqual(first);
    expect(await current(second)).toEqual(second);
    for (const [registration, other] of [
      [first, second],
      [second, first],
    ] as const) {
      expect((await history(registration.id)).at(-1)).toMatchObject({
        type: 'registration.otherPerson',
        other: other.reference,
        by: 'rima@example.org',
      });
    }
    // A third one is a new question.
    await confirm({ fullName: 'Ahmed Saleem', email: 'two@example.org' });
    expect(await marked()).toHaveLength(3);
  });

  it('about all colleagues of one address is one decision', async () => {
    const colleagues = [];
    for (const fullName of ['أحمد', 'سلمى', 'نور', 'خالد'])
      colleagues.push(await confirm({ fullName: `${fullName} المثال`, email: 'mission@example.org' }));
    const [first, ...others] = colleagues as [Registration, ...Registration[]];
    expect(await declareOtherPeople(action(first), others)).toEqual({ ok: true });
    expect(await lookAlikesOf(first.id)).toEqual([]);
    expect(await marked()).toHaveLength(3);
  });

  it('that they are the same person withdraws the chosen one, merges nothing and sends nothing', async () => {
    const [first, second] = await pair();
    await db().outboxMessage.deleteMany();
    expect(await declareSamePerson(action(first), second, second.id)).toEqual({ ok: true });
    expect(await marked()).toEqual([]);
    expect(await current(first)).toEqual(first);
    expect(await current(second)).toMatchObject({
      fullName: 'Ahmad Salem',
      status: 'withdrawn',
      withdrawnBy: 'secretariat',
      version: second.version + 1,
    });
    expect(await types(first)).toEqual(['registration.confirmed', 'registration.samePerson']);
    expect(await types(second)).toEqual([
      'registration.confirmed',
      'registration.samePerson',
      'registration.withdrawn',
    ]);
    expect(await db().outboxMessage.count()).toBe(0);
    await reinstate(action(await current(second)), { reason: 'r', isNotified: false });
    expect(await marked(), 'a decided pair is not marked again').toEqual([]);
  });

  it('is refused when somebody changed one of the two, or decided already', async () => {
    const [first, second] = await pair();
    const outdated = { id: second.id, version: second.version + 1 };
    expect(await declareOtherPeople(action(first), [outdated])).toEqual({ ok: false, reason: 'changed' });
    expect(await declareSamePerson({ ...action(first), expectedVersion: 7 }, second, first.id)).toEqual({
      ok: false,
      reason: 'changed',
    });
    expect(await declareSamePerson(action(first), { id: first.id, version: 1 }, first.id)).toEqual({
      ok: false,
      reason: 'decided',
    });
    expect(await declareOtherPeople(action(first), [])).toEqual({ ok: false, reason: 'decided' });
    expect(await declareOtherPeople({ ...action(first), id: 'nobody' }, [second])).toEqual({
      ok: false,
      reason: 'unknown',
    });
    expect(await db().lookAlikeDecision.count()).toBe(0);
    const outcomes = await Promise.all([
      declareOtherPeople(action(first), [second]),
      declareSamePerson(action(second), first, first.id),
    ]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await db().lookAlikeDecision.count()).toBe(1);
    expect(await declareOtherPeople(action(await current(first)), [await current(second)])).toEqual({
      ok: false,
      reason: 'decided',
    });
  });

  it('is forgotten with the person', async () => {
    const [first, second] = await pair();
    await declareSamePerson(action(first), second, second.id);
    await erase(second.id, { actor, ground: 'request', clock: () => beforeDeadline });
    expect(await db().lookAlikeDecision.count()).toBe(0);
    // Neither history says whose the erased registration was.
    for (const [registration, other] of [
      [first, second],
      [second, first],
    ] as const)
      expect(JSON.stringify(await history(registration.id))).not.toContain(other.reference);
  });
});
