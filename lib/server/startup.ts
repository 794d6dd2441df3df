import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { config, readConfig } from '@/lib/config';
import { migrate } from '@/lib/db/migrate';
import { replayErasures } from '@/lib/privacy/erasure';
import { applyRetention } from '@/lib/privacy/retention';
import { scrub, warnOfEarlierDatabases } from '@/lib/privacy/scrub';
import { enqueueDailySummary } from '@/lib/registration/daily-summary';
import { rebuildKeys } from '@/lib/registration/rebuild-keys';
import { bootstrapMembers } from '@/lib/staff/members';
import { meetingClock } from '@/lib/time/clock';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/time/instant';
import { canonicalRequests } from './canonical-request';
import { drain, holdsConnections, type Outcome, watchRequests } from './http-server';
import { log, printWithoutValues } from './log';
import { countRequest } from './metrics';
import { pageHeaders } from './page-headers';
import { routeNamer } from './routes';
import { securityHeaders } from './security-headers.mjs';

/**
 * What happens once before the first request: the settings are checked, the database is brought up to date; soon
 * afterwards letters begin to go out. A fault in the settings ends the process with code 1; Next.js would log a thrown one and serve errors for ever.
 */
export async function start(): Promise<void> {
  // Where the reader of what is printed has died, the framework would print that error too, and so on for ever.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const settings = readConfig(process.env);
  if (!settings.ok) {
    for (const fault of settings.faults) console.error(fault);
    process.exit(1);
  }
  const { trustProxy, appUrl, isProduction } = config();
  if (isProduction) printWithoutValues(console);
  if (isProduction && !holdsConnections()) {
    console.error(
      'Start it with `npm start`: otherwise the first requests would pass by what guards the site',
    );
    process.exit(1);
  }
  const build = isProduction ? readBuild() : null;
  watchRequests({
    trustProxy,
    headers: securityHeaders(appUrl),
    canonical: build ? canonicalRequests(build, publicFiles()) : undefined,
    pageHeaders,
    onAnswered: build ? requestLog(build.routes) : undefined,
    upgrades: !isProduction,
  });
  try {
    const applied = await migrate(config().databaseUrl);
    await bootstrapMembers();
    log.info({
      event: 'database.ready',
      applied,
      completed: await rebuildKeys(),
      erasedAgain: await replayErasures(),
    });
  } catch (error) {
    giveUp('database.unusable', error);
  }
  // What writes letters is loaded once the site answers: nobody waits for it at the start.
  const delivering = sleep(FIRST_TURN_MS)
    .then(() => import('@/lib/email/worker'))
    .then(({ startWorker: startDelivering }) => startDelivering())
    .catch((error) => giveUp('outbox.unusable', error));
  // Due once a day, at an hour: it is asked each minute.
  every(MINUTE_MS, 'summary', () => enqueueDailySummary(meetingClock));
  every(HOUR_MS, 'imports', async () =>
    (await import('@/lib/import/import')).deleteUndecided(meetingClock()),
  );
  every(DAY_MS, 'retention', retain);
  // What an erasure could not do at once, because somebody was reading or its process ended.
  every(MINUTE_MS, 'scrub', scrub);
  if (isProduction) stopInOrder(async () => (await delivering)());
}

/** Ends the process: without this the site could not do what it is for. */
function giveUp(event: string, error: unknown): never {
  log.fatal({ event, err: error });
  process.exit(1);
}

/** What the build says of its pages. */
function readBuild(): { routes: string; prerendered: string } {
  const read = (name: string) => readFileSync(join(config().buildFolder, name), 'utf8');
  return { routes: read('routes-manifest.json'), prerendered: read('prerender-manifest.json') };
}

/** The addresses of the files that are served as they are; a folder is none. */
const publicFiles = (): string[] =>
  readdirSync('public', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `/${join(relative('public', parentPath), name)}`);

/** Writes one line for each request, and counts it; while the code is being changed the framework prints its own. */
function requestLog(routes: string): (outcome: Outcome) => void {
  const routeOf = routeNamer(routes);
  return (outcome) => {
    const { id, method, url, status, ms } = outcome;
    const route = routeOf(url);
    log.info({ event: 'request', request: id, method, route, status, ms });
    countRequest(route, outcome);
  };
}

/** How long a stop may take; whoever stops the site should wait a little longer before killing it. */
const STOP_WITHIN_MS = 20_000;

/**
 * On SIGTERM: no new connection, the requests and the letters in hand to their end, then the framework's own way out. What is
 * not done in time stays owed: its lease runs out, and another instance takes it.
 */
function stopInOrder(stopDelivering: () => Promise<void>): void {
  const others = process.rawListeners('SIGTERM');
  process.removeAllListeners('SIGTERM');
  let isStopping = false;
  process.on('SIGTERM', async () => {
    // A service manager tells every process of a service, and npm tells its own once more: the second time ends nothing early.
    if (isStopping) return;
    isStopping = true;
    log.info({ event: 'stopping' });
    setTimeout(() => {
      log.warn({ event: 'stopped.late' });
      process.exit(143);
    }, STOP_WITHIN_MS).unref();
    await Promise.all([drain(), stopDelivering()]).catch((error) =>
      log.error({ event: 'stop.failed', err: error }),
    );
    log.info({ event: 'stopped' });
    if (others.length === 0) process.exit(143);
    for (const listener of others) listener('SIGTERM');
  });
}

/** Work in the background begins so long after the start: whoever waited for the site comes first. */
const FIRST_TURN_MS = 2_000;

/** Does it soon and then again and again; what goes wrong is logged under the name, and tried at the next turn. */
function every(ms: number, name: string, work: () => Promise<unknown>): void {
  const turn = () => work().catch((error) => log.error({ event: `${name}.failed`, err: error }));
  setInterval(turn, ms);
  setTimeout(turn, FIRST_TURN_MS);
}

async function retain(): Promise<void> {
  warnOfEarlierDatabases();
  const erased = await applyRetention(meetingClock);
  if (erased > 0) log.info({ event: 'retention.erased', erased });
}
