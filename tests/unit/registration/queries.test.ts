import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { db } from '@/lib/db/client';
import { claim, recordAttempt } from '@/lib/email/outbox';
import type { Locale } from '@/lib/i18n/locale';
import { facts } from '@/lib/meeting/content/facts';
import { confirmAttendance } from '@/lib/registration/confirm';
import { type Column, cellText, columns } from '@/lib/registration/list-columns';
import {
  defaultView,
  type ListView,
  readListView,
  readViewParameter,
  shownColumns,
  viewAsParameter,
  viewAsQuery,
} from '@/lib/registration/list-view';
import { nameIn } from '@/lib/registration/person-name';
import {
  confirmedByCountry,
  countsByDay,
  figuresOf,
  findByLink,
  idsMatching,
  listRegistrations,
  neighboursOf,
  registrationsInBatches,
  registrationsOfAddress,
} from '@/lib/registration/queries';
import type { ReachableParticipant } from '@/lib/registration/schema';
import { updateStaffFields } from '@/lib/registration/staff-actions';
import { createLinkToken } from '@/lib/server/urls';
import { instant, later } from '@/lib/time/instant';
import { aConfirmation, at, beforeDeadline } from '../../support/builders';
import { readCases } from '../../support/cases';
import { freshDatabase } from '../../support/database';

freshDatabase();

let minute = 0;
const confirm = (values: Partial<ReachableParticipant>) =>
  confirmAttendance(aConfirmation(values), at(later(beforeDeadline, 60_000 * minute++)));
const viewer = { role: 'secretariat', locale: 'ar' } as const;
const foundNames = async (q: string, role: 'secretariat' | 'host' = 'secretariat') =>
  (await listRegistrations(facts, { ...defaultView, q }, { role, locale: 'ar' })).rows.map(
    ({ email }) => email?.split('@')[0],
  );

describe('the search', () => {
  it('finds a name with any spelling of hamza, marks, tatweel and case', async () => {
    await confirm({ fullName: 'أَحمد المؤمن', email: 'a@example.org', organization: 'هيئة الإحصاء' });
    await confirm({ fullName: 'Lina SAMPLE', email: 'b@example.org', presentationTitle: 'Open Data' });
    expect(await foundNames('احمد')).toEqual(['a']);
    expect(await foundNames('أحـمد  المومن')).toEqual(['a']);
    expect(await foundNames('هيئه')).toEqual(['a']);
    expect(await foundNames('احصاء')).toEqual(['a']);
    expect(await foundNames('الاحصاء')).toEqual(['a']);
    expect(await foundNames('sample open')).toEqual(['b']);
    expect(await foundNames('B@EXAMPLE')).toEqual(['b']);
    expect(await foundNames('احمد sample')).toEqual([]);
    expect(await foundNames('lin%qqqq')).toEqual([]);
    expect(await foundNames('x'.repeat(5_000))).toEqual([]);
    const { reference } = await db().registration.findFirstOrThrow({ where: { email: 'b@example.org' } });
    expect(await foundNames(reference.toLowerCase())).toEqual(['b']);
  });

  it('finds a person however the name is spelt, and nobody whose name differs by a letter', async () => {
    const cases = readCases('tests/unit/text/identity.tsv');
    for (const [index, [, fullName]] of cases.entries())
      await confirm({ fullName: fullName ?? '', email: `${index}@example.org`, jobTitle: 'وظيفة' });
    for (const [index, [name = '', fullName, , isFound]] of cases.entries())
      expect((await foundNames(name)).includes(String(index)), `${name} finds ${fullName}`).toBe(
        isFound === 'yes',
      );
  });

  it('finds an honorific where it is recorded, and needs the last word of a name only in part', async () => {
    await confirm({ fullName: 'معالي الدكتور خالد العيسى', email: 'a@example.org' });
    await confirm({ fullName: 'عبدالرحمن المثال', email: 'b@example.org' });
    expect(await foundNames('معالي')).toEqual(['a']);
    expect(await foundNames('د. خالد')).toEqual(['a']);
    expect(await foundNames('خالد الع')).toEqual(['a']);
    expect(await foundNames('خا العيسى')).toEqual([]);
    expect(await foundNames('الرحمن')).toEqual(['b']);
    expect(await foundNames('عبد الر')).toEqual(['b']);
    expect(await foundNames('%')).toHaveLength(2);
    await db().registration.updateMany({
      where: { email: 'b@example.org' },
      data: { nameSearchKey: '', searchKey: '' },
    });
    expect(await foundNames('المثال')).toEqual([]);
  });
});

describe('the list', () => {
  it('is newest first, in pages, and a page beyond the end is the last', async () => {
    for (let index = 0; index < 52; index++) await confirm({ email: `p${index}@example.org` });
    const first = await listRegistrations(facts, defaultView, viewer);
    expect(first).toMatchObject({ total: 52, page: 1, pages: 2 });
    expect(first.rows[0]?.email).toBe('p51@example.org');
    const last = await listRegistrations(facts, { ...defaultView, page: 99 }, viewer);
    expect(last.page).toBe(2);
    expect(last.rows.map(({ email }) => email)).toEqual(['p1@example.org', 'p0@example.org']);
  });

  it('shows the status of each email, and counts what is needed every day', async () => {
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
      if (email === 'sent@example.org') await recordAttempt(message, { ok: true }, now);
      if (email === 'failed@example.org') {
        await recordAttempt(message, { ok: false, reason: '550' }, later(message.createdAt, 73 * 3_600_000));
      }
    }
    const { rows } = await listRegistrations(facts, defaultView, viewer);
    const states = Object.fromEntries(rows.map(({ email, letter }) => [email?.split('@')[0], letter]));
    expect(states).toMatchObject({ sent: 'sent', failed: 'failed', waiting: 'waiting' });
    expect((await figuresOf(facts)).counts).toEqual({
      confirmed: 4,
      withdrawn: 1,
      presenting: 1,
      toReview: 5,
      followUp: 0,
      lettersWaiting: 3,
      lettersFailed: 1,
    });
  });
});

describe('a view of the list', () => {
  const shownNames = async (action: Partial<ListView>) =>
    (await listRegistrations(facts, { ...defaultView, ...action }, viewer)).rows.map(
      ({ email }) => email?.split('@')[0],
    );

  it('filters by status, by country, by presentation, and by any of these together', async () => {
    await confirm({ email: 'jo@example.org', country: 'JO', presentationTitle: 'عنوان العرض' });
    await confirm({ email: 'jo2@example.org', country: 'JO' });
    await confirm({ email: 'none@example.org' });
    await db().registration.updateMany({
      where: { email: 'jo2@example.org' },
      data: { status: 'withdrawn' },
    });
    expect(await shownNames({ country: 'JO' })).toEqual(['jo2', 'jo']);
    expect(await shownNames({ country: 'none' })).toEqual(['none']);
    expect(await shownNames({ status: 'withdrawn' })).toEqual(['jo2']);
    expect(await shownNames({ presentation: 'yes' })).toEqual(['jo']);
    expect(await shownNames({ presentation: 'no', status: 'confirmed' })).toEqual(['none']);
    const ids = await idsMatching(facts, { ...defaultView, country: 'JO' }, { locale: 'ar' });
    expect((await db().registration.findMany({ where: { id: { in: ids } } })).length).toBe(2);
  });

  it('filters by review status, source, email status, presentation status, and by days', async () => {
    for (const email of ['a', 'b', 'c']) {
      await confirm({ email: `${email}@example.org`, presentationTitle: email === 'c' ? null : 'عنوان' });
    }
    const set = (email: string, data: object) =>
      db().registration.updateMany({ where: { email: `${email}@example.org` }, data });
    await set('a', { review: 'followUp', presentation: 'accepted', letter: 'failed' });
    await set('b', { source: 'noteVerbale', confirmedAt: at(later(beforeDeadline, 86_400_000)).clock() });
    expect(await shownNames({ review: 'followUp' })).toEqual(['a']);
    expect(await shownNames({ presentation: 'accepted' })).toEqual(['a']);
    expect(await shownNames({ presentation: 'proposed' })).toEqual(['b']);
    expect(await shownNames({ letter: 'failed' })).toEqual(['a']);
    expect(await shownNames({ source: 'noteVerbale' })).toEqual(['b']);
    expect(await shownNames({ from: '2024-01-16' })).toEqual(['b']);
    expect(await shownNames({ to: '2024-01-15' })).toEqual(['c', 'a']);
    expect(await shownNames({ from: '2024-01-16', to: '2024-01-15' })).toEqual([]);
  });

  it('sorts by every sortable column, and repeats nobody', async () => {
    for (const [email, country] of [
      ['a', 'TN'],
      ['b', 'JO'],
      ['c', null],
    ] as const) {
      await confirm({ email: `${email}@example.org`, country });
    }
    for (const sort of columns) expect((await shownNames({ sort })).sort()).toEqual(['a', 'b', 'c']);
    expect(await shownNames({ sort: 'country' })).toEqual(['b', 'a', 'c']);
    expect(await shownNames({ sort: 'email', order: 'desc' })).toEqual(['c', 'b', 'a']);
  });

  it('can be read completely and in order in parts', async () => {
    for (let index = 0; index < 3; index++) await confirm({ email: `p${index}@example.org` });
    const ids = await idsMatching(facts, defaultView, { locale: 'ar' });
    const read: string[] = [];
    for await (const part of registrationsInBatches(ids)) read.push(...part.map(({ id }) => id));
    expect(read).toEqual(ids);
    expect(ids).toHaveLength(3);
  });

  it('lets other requests run between two parts', async () => {
    await confirm({ email: 'again@example.org' });
    const [id = ''] = await idsMatching(facts, defaultView, { locale: 'ar' });
    let isRead = false;
    let answered = 0;
    const otherRequests = (async () => {
      while (!isRead) {
        await setImmediate();
        answered += 1;
      }
    })();
    const sizes: number[] = [];
    for await (const part of registrationsInBatches(Array(950).fill(id))) sizes.push(part.length);
    isRead = true;
    await otherRequests;
    expect(sizes).toEqual([...Array(9).fill(100), 50]);
    expect(answered).toBeGreaterThanOrEqual(sizes.length);
  });

  it('sorts Arabic names regardless of hamza and honorifics, in both directions, and nobody is on two pages', async () => {
    for (const [email, fullName] of [
      ['b', 'بدر المثال'],
      ['a', 'أحمد المثال'],
      ['t', 'تامر المثال'],
      ['i', 'معالي الدكتور إبراهيم المثال'],
    ] as const) {
      await confirm({ email: `${email}@example.org`, fullName });
    }
    expect(await shownNames({ sort: 'fullName' })).toEqual(['i', 'a', 'b', 't']);
    expect(await shownNames({ sort: 'fullName', order: 'desc' })).toEqual(['t', 'b', 'a', 'i']);
    const pages = await Promise.all([1, 2].map((page) => shownNames({ sort: 'fullName', size: 2, page })));
    expect(pages).toEqual([
      ['i', 'a'],
      ['b', 't'],
    ]);
  });

  it('in English shows and sorts names in Latin letters where they are known, in Arabic as registered', async () => {
    const names = [
      ['z', 'أحمد المثال', 'Zaid Almithal'],
      ['b', 'تامر المثال', 'Badr Almithal'],
      ['m', 'Mona Sample', null],
      ['a', 'إبراهيم المثال', null],
    ] as const;
    for (const [letter, fullName, latinName] of names) {
      const email = `${letter}@example.org`;
      await confirm({ email, fullName, country: 'JO' });
      const { id, version } = await db().registration.findFirstOrThrow({ where: { email } });
      const action = {
        id,
        expectedVersion: version,
        actor: { actor: 'secretariat' },
        clock: () => beforeDeadline,
      } as const;
      const none = { internalNote: null, presentation: null, presentationOrder: null };
      await updateStaffFields(action, { ...none, review: 'new', latinName });
    }
    const shown = async (locale: Locale, sort: Column) => {
      const { rows } = await listRegistrations(facts, { ...defaultView, sort }, { role: 'host', locale });
      return rows.map((row) => cellText(row, sort, locale));
    };
    const registered = ['إبراهيم المثال', 'أحمد المثال', 'تامر المثال', 'Mona Sample'];
    expect(await shown('ar', 'fullName')).toEqual(registered);
    expect(await shown('en', 'latinName'), 'the name as registered').toEqual(registered);
    const inLatinLetters = ['Badr Almithal', 'Mona Sample', 'Zaid Almithal'];
    expect(await shown('en', 'fullName')).toEqual([...inLatinLetters, 'إبراهيم المثال']);
    expect(await shown('ar', 'latinName')).toEqual([...inLatinLetters, '']);
    const printed = async (locale: Locale) =>
      (await confirmedByCountry(facts, { locale })).map((row) => nameIn(row, locale));
    expect(await printed('ar')).toEqual(registered);
    expect(await printed('en')).toEqual([...inLatinLetters, 'إبراهيم المثال']);
  });

  it('survives a round trip through an address, and an invalid address opens the default view', () => {
    const view = readListView({
      q: 'وزارة & 100%',
      country: 'JO',
      sort: 'fullName',
      order: 'desc',
      size: '100',
      page: '2',
    });
    expect(readListView(Object.fromEntries(new URLSearchParams(viewAsQuery(view))))).toEqual(view);
    expect(viewAsQuery(defaultView)).toBe('');
    const strange = {
      status: 'x',
      country: 'XX',
      sort: 'nothing',
      size: '7',
      page: '-1',
      q: ['a', 'b'],
      order: '',
    };
    expect(readListView(strange)).toEqual(defaultView);
  });
});

describe('the way from one registration to the next', () => {
  const idOf = async (letter: string) =>
    (await db().registration.findFirstOrThrow({ where: { email: `${letter}@example.org` } })).id;
  const letterOf = async (id: string | null) =>
    id && (await db().registration.findUniqueOrThrow({ where: { id } })).email?.charAt(0);
  const beside = async (letter: string, view: Partial<ListView> = {}) => {
    const { previous, next } = await neighboursOf(
      facts,
      { ...defaultView, ...view },
      { id: await idOf(letter), role: 'secretariat', locale: 'en' },
    );
    return [await letterOf(previous), await letterOf(next)];
  };

  it('follows the filter and the order of the list, whatever it is sorted by, in both directions', async () => {
    const letters = ['a', 'b', 'c', 'd', 'e'];
    for (const [index, letter] of letters.entries()) {
      await confirm({
        email: `${letter}@example.org`,
        country: index % 2 ? 'JO' : null,
        presentationTitle: index > 1 ? 'Title' : null,
      });
    }
    await db().registration.update({
      where: { id: await idOf('d') },
      data: { presentation: 'accepted', presentationOrder: 3 },
    });
    for (const sort of columns) {
      for (const order of ['asc', 'desc'] as const) {
        const { rows } = await listRegistrations(
          facts,
          { ...defaultView, sort, order },
          { role: 'secretariat', locale: 'en' },
        );
        const ids = rows.map(({ id }) => id);
        for (const [index, id] of ids.entries()) {
          const found = await neighboursOf(
            facts,
            { ...defaultView, sort, order },
            { id, role: 'secretariat', locale: 'en' },
          );
          const expected = { previous: ids[index - 1] ?? null, next: ids[index + 1] ?? null };
          expect(found, `${sort} ${order}, number ${index + 1}`).toEqual(expected);
        }
      }
    }
    expect(await beside('d', { country: 'JO' })).toEqual([null, 'b']);
  });

  it('goes on from the one that has just been reviewed, and passes over erased people', async () => {
    for (const letter of ['a', 'b', 'c', 'd']) await confirm({ email: `${letter}@example.org` });
    await db().registration.update({ where: { id: await idOf('c') }, data: { review: 'reviewed' } });
    expect(await beside('c', { review: 'new' })).toEqual(['d', 'b']);
    await db().registration.update({ where: { id: await idOf('b') }, data: { erasedAt: beforeDeadline } });
    expect(await beside('c', { review: 'new' })).toEqual(['d', 'a']);
    expect(await beside('a', { review: 'new' })).toEqual(['d', null]);
  });

  it('keeps what was searched for out of the address, and everything else in it', () => {
    const view = readListView({ q: 'سلمى المثال', country: 'JO', sort: 'fullName', page: '2' });
    const parameter = viewAsParameter(view);
    expect(decodeURIComponent(parameter)).not.toMatch(/سلمى|المثال/);
    expect(parameter).toContain('country=JO');
    expect(readViewParameter(parameter)).toEqual(view);
    expect(viewAsParameter(defaultView)).toBe('');
    expect(readViewParameter('')).toEqual(defaultView);
    const longest = readListView({ q: 'م'.repeat(200) });
    expect(readViewParameter(viewAsParameter(longest))).toEqual(longest);
    // A search text that this site did not encrypt, and damaged parameters.
    for (const damaged of ['q=Salma', 'q=%', 'page=-1&sort=nothing', '%%%'])
      expect(readViewParameter(damaged)).toEqual(defaultView);
  });
});

describe('the number of registrations that can be selected', () => {
  it('leaves out those that were erased', async () => {
    for (const letter of ['a', 'b', 'c']) await confirm({ email: `${letter}@example.org` });
    await db().registration.updateMany({
      where: { email: 'b@example.org' },
      data: { email: null, fullName: '', erasedAt: beforeDeadline },
    });
    const { total, selectable } = await listRegistrations(facts, defaultView, viewer);
    expect([total, selectable]).toEqual([3, 2]);
    const nobody = await listRegistrations(facts, { ...defaultView, country: 'JO' }, viewer);
    expect([nobody.total, nobody.selectable]).toEqual([0, 0]);
    expect(await idsMatching(facts, defaultView, { locale: 'ar' })).toHaveLength(selectable);
  });
});

describe('the list of the host', () => {
  it('has neither addresses nor notes, and cannot be searched by them', async () => {
    await confirm({ email: 'hidden@example.org', country: 'EG' });
    await db().registration.updateMany({
      data: { internalNote: 'سر', privateSearchKey: 'hidden@example.org سر' },
    });
    const { rows } = await listRegistrations(
      facts,
      { ...defaultView, sort: 'email', columns: 'email,internalNote' },
      { role: 'host', locale: 'ar' },
    );
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/hidden|سر/);
    expect(await foundNames('hidden', 'host')).toEqual([]);
    expect(await foundNames('hidden')).toEqual(['hidden']);
    expect(shownColumns({ ...defaultView, columns: 'email,internalNote' }, 'host')).toEqual([]);
    const inCountry = await listRegistrations(
      facts,
      { ...defaultView, q: 'مصر' },
      { role: 'host', locale: 'ar' },
    );
    expect(inCountry.total).toBe(1);
  });
});

describe('the counts', () => {
  it('show the registrations of each day, including days without any', async () => {
    await confirm({ email: 'a@example.org', country: 'JO' });
    await confirm({ email: 'b@example.org', country: 'JO' });
    await confirm({ email: 'c@example.org' });
    // The last instant of one day in Dubai, and the first of another.
    for (const [email, createdAt] of [
      ['b@example.org', instant('2024-01-15T23:59:59.999+04:00')],
      ['c@example.org', instant('2024-01-17T00:00:00+04:00')],
    ] as const)
      await db().registration.updateMany({ where: { email }, data: { createdAt } });
    expect(await countsByDay(facts)).toEqual([
      ['2024-01-15', 2],
      ['2024-01-16', 0],
      ['2024-01-17', 1],
    ]);
  });

  it('cover a registration of many months', async () => {
    for (const [email, createdAt] of [
      ['a@example.org', instant('2023-06-01T10:00:00+04:00')],
      ['b@example.org', instant('2024-01-15T10:00:00+04:00')],
    ] as const) {
      await confirm({ email });
      await db().registration.updateMany({ where: { email }, data: { createdAt } });
    }
    const perDay = await countsByDay(facts);
    expect(perDay).toHaveLength(229);
    expect(perDay.filter(([, count]) => count > 0)).toEqual([
      ['2023-06-01', 1],
      ['2024-01-15', 1],
    ]);
  });
});

describe('the answers by country', () => {
  it('count a withdrawal as an answer, whoever withdrew it, and also a registration that was erased', async () => {
    await confirm({ email: 'a@example.org', country: 'JO' });
    await confirm({ email: 'b@example.org', country: 'JO' });
    await confirm({ email: 'c@example.org' });
    for (const [email, country, withdrawnBy] of [
      ['d@example.org', 'JO', 'participant'],
      ['e@example.org', 'EG', 'participant'],
      ['f@example.org', 'QA', 'secretariat'],
      ['g@example.org', 'FR', 'participant'],
    ] as const) {
      await confirm({ email, country });
      await db().registration.updateMany({ where: { email }, data: { status: 'withdrawn', withdrawnBy } });
    }
    await confirm({ email: 'h@example.org', country: 'TN' });
    await db().registration.updateMany({
      where: { email: 'h@example.org' },
      data: { email: null, fullName: '', erasedAt: beforeDeadline },
    });
    expect(Object.fromEntries((await figuresOf(facts)).answers)).toEqual({
      '': { confirmed: 1, withdrawn: 0 },
      JO: { confirmed: 2, withdrawn: 1 },
      EG: { confirmed: 0, withdrawn: 1 },
      QA: { confirmed: 0, withdrawn: 1 },
      FR: { confirmed: 0, withdrawn: 1 },
      TN: { confirmed: 1, withdrawn: 0 },
    });
  });
});

describe('the registrations of an address', () => {
  it('are all that share it, newest first', async () => {
    for (const fullName of ['سلمى المثال', 'نور الافتراضية']) await confirm({ fullName });
    await confirm({ email: 'other@example.org' });
    const registration = await db().registration.findFirstOrThrow({
      where: { fullName: 'سلمى المثال', email: 'salma@example.org' },
    });
    const names = (await registrationsOfAddress(registration)).map(({ fullName }) => fullName);
    expect(names).toEqual(['نور الافتراضية', 'سلمى المثال']);
  });
});

describe('a personal link', () => {
  it('finds its registration until it is revoked', async () => {
    await confirm({});
    const { id } = await db().registration.findFirstOrThrow();
    const token = createLinkToken({ registrationId: id, version: 1 });
    expect((await findByLink(token))?.id).toBe(id);
    await db().registration.update({ where: { id }, data: { linkVersion: 2 } });
    expect(await findByLink(token)).toBeNull();
    expect(await findByLink(createLinkToken({ registrationId: 'another', version: 1 }))).toBeNull();
  });
});
