import { buffer } from 'node:stream/consumers';
import { columnTitle, importColumns } from '@/lib/import/columns';
import { lengths } from '@/lib/registration/schema';
import { MAX_ROWS } from '@/lib/spreadsheet/limits.mjs';
import { xlsx } from '@/lib/spreadsheet/write-workbook';
import { sessionOf } from '@/tests/support/sign-in';
import { hiddenFields, type OpenForm, Site } from '@/tests/support/site';
import { percentile, untilElapsed } from '@/tests/support/timing';
import { alternate, stoppingAll } from './measure';
import { type Result, slower } from './report';

const ROUNDS = 31;
/** The pause between two page requests, in milliseconds, in which the machine does other work. */
const PAUSE_MS = 20;
/** How long pages are read for comparison while nothing is imported. */
const ALONE_MS = 400;

/** How much the secretariat's imports slow down the pages for visitors. */
export const imports = (): Promise<Result[]> =>
  stoppingAll(async (started) => {
    const site = await started(Site.start({ settings: { SECRETARIAT_NOTICES: 'off' } }));
    const cookie = await sessionOf(site);
    const [largest, refused] = [await workbookOf(MAX_ROWS), await workbookOf(20 * MAX_ROWS)];
    const longest: Record<string, number> = {};

    /** Reads pages until the work is done. @returns the median time of a page, in milliseconds */
    async function reading(name: string, work: () => Promise<unknown>): Promise<number> {
      // The hourly limit of imports is not measured here.
      site.sql('DELETE FROM RateLimiterFlexible');
      let isDone = false;
      const done = work().finally(() => {
        isDone = true;
      });
      const times: number[] = [];
      while (!isDone) {
        const since = performance.now();
        await (await fetch(`${site.origin}/ar/rsvp`)).text();
        times.push(performance.now() - since);
        await untilElapsed(PAUSE_MS);
      }
      await done;
      longest[name] = Math.max(longest[name] ?? 0, ...times);
      return percentile(times, 50);
    }
    const address = `${site.origin}/ar/admin/import`;
    const page = await (await fetch(address, { headers: { cookie } })).text();
    const form = { address, hidden: hiddenFields(page, 'file') };
    const importing = (file: Buffer, status: number) => async () => {
      const response = await sendFile(form, cookie, file);
      if (response !== status) throw new Error(`an import was answered ${response}`);
    };
    const measures = {
      without: () => reading('without', () => untilElapsed(ALONE_MS)),
      largest: () => reading('largest', importing(largest, 303)),
      refused: () => reading('refused', importing(refused, 200)),
    };
    // The first reading also loads code, so it is not measured.
    await measures.largest();
    await measures.refused();
    const ms = await alternate(measures, ROUNDS);
    return (['largest', 'refused'] as const).map((which) => {
      const title = `A page while ${which === 'largest' ? 'the largest import' : 'a refused import'} is read`;
      return {
        ...slower(title, 'the same page alone', [ms[which], ms.without], 1.2),
        figures: `${ms[which].toFixed(1)} ms against ${ms.without.toFixed(1)} ms; the longest ${longest[which]?.toFixed(0)} ms against ${longest.without?.toFixed(0)} ms`,
      };
    });
  });

/** A workbook in which every field has its maximum length. */
const workbookOf = (count: number): Promise<Buffer> =>
  buffer(
    xlsx({
      name: 'x',
      locale: 'ar',
      columns: importColumns.map((column) => ({ name: columnTitle(column, 'ar'), width: 20 })),
      rows: (async function* () {
        for (let row = 0; row < count; row++)
          yield [
            importColumns.map((column) => {
              if (column === 'email') return `person-${row}@example.org`;
              if (column === 'country') return 'JO';
              if (column === 'source') return 'هاتف';
              return `نور ${row} `.padEnd(column === 'reason' ? 200 : lengths[column].max, 'المثال');
            }),
          ];
      })(),
    }) as never,
  );

/** Sends a file as a browser without JavaScript does. @returns the status of the response */
async function sendFile({ address, hidden }: OpenForm, cookie: string, file: Buffer): Promise<number> {
  const body = new FormData();
  for (const [name, value] of hidden) body.append(name, value);
  body.append('file', new Blob([file as BlobPart]), 'rows.xlsx');
  const headers = { cookie, origin: new URL(address).origin };
  const response = await fetch(address, { method: 'POST', body, redirect: 'manual', headers });
  await response.text();
  return response.status;
}
