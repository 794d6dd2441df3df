import { toColumns } from '@/lib/registration/columns';
import { emptyParticipant } from '@/lib/registration/schema';
import { instant, later } from '@/lib/time/instant';
import { sessionOf } from '@/tests/support/sign-in';
import { openForm, Site, sendForm } from '@/tests/support/site';
import { alternate, stoppingAll } from './measure';
import { atMost, type Result, slower } from './report';

const FEW = 100;
const MANY = 10_000;
const ROUNDS = 15;
const XLSX_MB = 80;

/** The views that are compared, and by what factor the many registrations may slow each down. */
const views = {
  'The list': { query: '', most: 1.3 },
  'A search': { query: '?q=احمد+وزارة', most: 3 },
  'A filter': { query: '?country=JO&presentation=yes', most: 3 },
  'The list by name': { query: '?sort=fullName', most: 3 },
};

/** The secretariat's pages with many registrations compared with few, and a workbook of all of them. */
export const secretariat = (): Promise<Result[]> =>
  stoppingAll(async (started) => {
    const [few, many] = [await started(withRegistrations(FEW)), await started(withRegistrations(MANY))];
    const results: Result[] = [];
    for (const [name, { query, most }] of Object.entries(views)) {
      const ms = await alternate({ many: () => msOf(many, query), few: () => msOf(few, query) }, ROUNDS);
      results.push(slower(`${name}, ${MANY} registrations`, `${FEW} registrations`, [ms.many, ms.few], most));
    }
    return [...results, await workbook(many)];
  });

type Desk = { site: Site; cookie: string; stop(): Promise<void> };

async function withRegistrations(count: number): Promise<Desk> {
  const site = await Site.start({ settings: { SECRETARIAT_NOTICES: 'off' } });
  await fillWith(site, count);
  return { site, cookie: await sessionOf(site), stop: () => site.stop() };
}

const get = ({ site, cookie }: Desk, path: string) =>
  fetch(`${site.origin}/ar/admin${path}`, { headers: { cookie } });

async function msOf(desk: Desk, view: string): Promise<number> {
  const since = performance.now();
  const response = await get(desk, view);
  if (response.status !== 200 || !(await response.text()).includes('AEG11-'))
    throw new Error(`no list: ${view}`);
  return performance.now() - since;
}

async function workbook(desk: Desk): Promise<Result> {
  // The first export also loads code, which is not part of ten thousand rows.
  await get(desk, '/export.xlsx?q=first@example.org');
  const idle = desk.site.memory();
  let most = idle;
  const watching = setInterval(() => {
    most = Math.max(most, desk.site.memory());
  }, 20);
  const since = performance.now();
  const file = await (await get(desk, '/export.xlsx')).arrayBuffer();
  const ms = Math.round(performance.now() - since);
  clearInterval(watching);
  const toMb = 2 ** 20 / 1e6;
  return atMost(`An export of ${MANY} as XLSX: peak memory`, (most - idle) * toMb, XLSX_MB, 'MB', {
    against: 'the idle process',
    figures: `${Math.round(file.byteLength / 1e3)} kB in ${ms} ms; idle ${Math.round(idle * toMb)} MB`,
  });
}

/** Inserts registrations of invented people, with the columns that the site would write. */
async function fillWith(site: Site, count: number): Promise<void> {
  const first = { fullName: 'سلمى المثال', jobTitle: 'مديرة', email: 'first@example.org' };
  await sendForm(await openForm(`${site.origin}/ar/rsvp`), first);
  const [row = {}] = site.sql<Record<string, unknown>>('SELECT * FROM Registration');
  const names = ['أحمد', 'سلمى', 'بدر', 'يوسف', 'Sami', 'آمنة', 'ليلى', 'Adam'];
  const countries = ['JO', 'EG', 'TN', 'AE', 'SA', 'LB', null];
  const rows = Array.from({ length: count - 1 }, (_, index) => {
    const participant = {
      ...emptyParticipant,
      fullName: `${names[index % names.length]} المثال ${index}`,
      jobTitle: 'مدير برنامج الحكومة الرقمية',
      email: `person-${index}@example.org`,
      presentationTitle: index % 3 === 0 ? `عنوان العرض ${index}` : null,
      country: countries[index % countries.length] ?? null,
      organization: `وزارة النموذج ${index % 50}`,
    };
    const stored = { ...row, id: `id-${index}`, reference: `AEG11-${index}`, presentation: null } as never;
    const at = later(instant('2024-01-01T00:00:00Z'), index * 100_000)
      .toISOString()
      .replace('Z', '+00:00');
    return {
      ...row,
      id: `id-${index}`,
      reference: `AEG11-${index}`,
      ...toColumns(participant, stored),
      createdAt: at,
      confirmedAt: at,
    };
  });
  site.insert('Registration', rows);
}
