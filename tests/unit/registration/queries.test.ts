import { describe, expect, it } from 'vitest';
import { facts } from '@/lib/content/facts';
import { db } from '@/lib/db';
import { later } from '@/lib/instant';
import { sealLink } from '@/lib/links';
import { claim, settle } from '@/lib/outbox';
import { everything, type Filter, filterAsQuery, readFilter } from '@/lib/registration/filter';
import { allRegistrations, counts, findByLink, listRegistrations } from '@/lib/registration/queries';
import type { Addressed } from '@/lib/registration/schema';
import { confirmAttendance } from '@/lib/registration/service';
import { aConfirmation, at, beforeDeadline } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

let minute = 0;
const confirm = (given: Partial<Addressed>) =>
  confirmAttendance(aConfirmation(given), at(later(beforeDeadline, 60_000 * minute++)));
const found = async (q: string) =>
  (await listRegistrations(facts, { ...everything, q })).rows.map(({ email }) => email?.split('@')[0]);

describe('the search', () => {
  it('finds what is meant, whatever the hamza, the marks, the tatweel or the case', async () => {
    await confirm({ fullName: 'أَحمد المؤمن', email: 'a@example.org', organization: 'هيئة الإحصاء' });
    await confirm({ fullName: 'Lina SAMPLE', email: 'b@example.org', presentationTitle: 'Open Data' });
    expect(await found('احمد')).toEqual(['a']);
    expect(await found('أحـمد  المومن')).toEqual(['a']);
    expect(await found('هيئه')).toEqual([]);
    expect(await found('الاحصاء')).toEqual(['a']);
    expect(await found('sample open')).toEqual(['b']);
    expect(await found('B@EXAMPLE')).toEqual(['b']);
    expect(await found('احمد sample')).toEqual([]);
    expect(await found('lin%qqqq')).toEqual([]);
    expect(await found('x'.repeat(5_000))).toEqual([]);
    const { reference } = await db().registration.findFirstOrThrow({ where: { email: 'b@example.org' } });
    expect(await found(reference.toLowerCase())).toEqual(['b']);
  });
});

describe('the list', () => {
  it('is newest first, in pages, and a page beyond the end is the last', async () => {
    for (let index = 0; index < 52; index++) await confirm({ email: `p${index}@example.org` });
    const first = await listRegistrations(facts, everything);
    expect(first).toMatchObject({ total: 52, page: 1, pages: 2 });
    expect(first.rows[0]?.email).toBe('p51@example.org');
    const last = await listRegistrations(facts, { ...everything, page: 99 });
    expect(last.page).toBe(2);
    expect(last.rows.map(({ email }) => email)).toEqual(['p1@example.org', 'p0@example.org']);
  });

  it('shows how each letter stands, and counts what is asked every day', async () => {
    for (const email of ['sent', 'failed', 'waiting', 'withdrawn']) {
      await confirm({
        email: `${email}@example.org`,
        presentationTitle: email === 'withdrawn' ? 'عنوان' : null,
      });
    }
    await confirm({ email: 'presenting@example.org', presentationTitle: 'عنوان العرض' });
    await db().registration.updateMany({
      where: { email: 'withdrawn@example.org' },
      data: { status: 'withdrawn', withdrawnBy: 'participant' },
    });
    const now = new Date();
    for (const message of await claim(10, now)) {
      const { email } = await db().registration.findUniqueOrThrow({
        where: { id: String(message.registrationId) },
      });
      if (email === 'sent@example.org') await settle(message, { ok: true }, now);
      if (email === 'failed@example.org') {
        await settle(message, { ok: false, reason: '550' }, later(message.createdAt, 73 * 3_600_000));
      }
    }
    const { rows } = await listRegistrations(facts, everything);
    const states = Object.fromEntries(rows.map(({ email, letter }) => [email?.split('@')[0], letter]));
    expect(states).toMatchObject({ sent: 'sent', failed: 'failed', waiting: 'waiting' });
    expect(await counts(facts)).toEqual({ confirmed: 4, presenting: 1, lettersWaiting: 3, lettersFailed: 1 });
  });
});

describe('a view of the list', () => {
  const shown = async (wish: Partial<Filter>) =>
    (await listRegistrations(facts, { ...everything, ...wish })).rows.map(
      ({ email }) => email?.split('@')[0],
    );

  it('shows one state, one country, those with a presentation, and any of these together', async () => {
    await confirm({ email: 'jo@example.org', country: 'JO', presentationTitle: 'عنوان العرض' });
    await confirm({ email: 'jo2@example.org', country: 'JO' });
    await confirm({ email: 'none@example.org' });
    await db().registration.updateMany({
      where: { email: 'jo2@example.org' },
      data: { status: 'withdrawn' },
    });
    expect(await shown({ country: 'JO' })).toEqual(['jo2', 'jo']);
    expect(await shown({ country: 'none' })).toEqual(['none']);
    expect(await shown({ status: 'withdrawn' })).toEqual(['jo2']);
    expect(await shown({ presentation: 'yes' })).toEqual(['jo']);
    expect(await shown({ presentation: 'no', status: 'confirmed' })).toEqual(['none']);
    expect(
      (await allRegistrations(facts, { ...everything, country: 'JO' })).map(({ email }) => email),
    ).toEqual(['jo2@example.org', 'jo@example.org']);
  });

  it('sorts names in Arabic order whatever their hamza, both ways, and nobody stands on two pages', async () => {
    for (const [email, fullName] of [
      ['b', 'بدر المثال'],
      ['a', 'أحمد المثال'],
      ['t', 'تامر المثال'],
      ['i', 'إبراهيم المثال'],
    ] as const) {
      await confirm({ email: `${email}@example.org`, fullName });
    }
    expect(await shown({ sort: 'name' })).toEqual(['i', 'a', 'b', 't']);
    expect(await shown({ sort: 'name', order: 'desc' })).toEqual(['t', 'b', 'a', 'i']);
    const pages = await Promise.all([1, 2].map((page) => shown({ sort: 'name', size: 2, page })));
    expect(pages).toEqual([
      ['i', 'a'],
      ['b', 't'],
    ]);
  });

  it('goes into an address and comes back the same, and a strange address opens the usual view', () => {
    const view = readFilter({
      q: 'وزارة & 100%',
      country: 'JO',
      sort: 'name',
      order: 'desc',
      size: '100',
      page: '2',
    });
    expect(readFilter(Object.fromEntries(new URLSearchParams(filterAsQuery(view))))).toEqual(view);
    expect(filterAsQuery(everything)).toBe('');
    const strange = {
      status: 'x',
      country: 'XX',
      sort: 'email',
      size: '7',
      page: '-1',
      q: ['a', 'b'],
      order: '',
    };
    expect(readFilter(strange)).toEqual(everything);
  });
});

describe('a personal link', () => {
  it('finds its registration until it is revoked', async () => {
    await confirm({});
    const { id } = await db().registration.findFirstOrThrow();
    const token = sealLink({ registrationId: id, version: 1 });
    expect((await findByLink(token))?.id).toBe(id);
    await db().registration.update({ where: { id }, data: { linkVersion: 2 } });
    expect(await findByLink(token)).toBeNull();
    expect(await findByLink(sealLink({ registrationId: 'another', version: 1 }))).toBeNull();
  });
});
