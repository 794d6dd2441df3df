/**
 * Starts the site: reads the settings, brings the database up to date, prepares the framework, listens, and starts the background jobs,
 * in this order. Nobody is answered before all of it is ready.
 */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import next from 'next';
import { config, readConfig } from '@/lib/config';
import { migrate } from '@/lib/db/migrate';
import { replayErasures } from '@/lib/privacy/erasure';
import { rebuildKeys } from '@/lib/registration/rebuild-keys';
import { bootstrapMembers } from '@/lib/staff/members';
import { renewedSessionCookie } from '@/lib/staff/session-cookie';
import { publicFiles, readBuiltConfig, readManifests } from './build-output';
import { canonicalRequests } from './canonical-request';
import { createSiteServer, type Outcome } from './http-server';
import { startJobs } from './jobs';
import { log, redactConsole } from './log';
import { countRequest } from './metrics';
import { spentNotice } from './notice-cookie';
import { pageHeaders } from './page-headers';
import { routeNamer } from './routes';
import { securityHeaders } from './security-headers.mjs';

// Collects garbage when the heap has grown by a quarter since the last time. By default V8 lets it grow to a multiple, because it
// takes the memory of the whole machine for its own; see docs/operations/memory.md.
setFlagsFromString('--heap-growing-percent=25');

// Printing an error that the reader of the log has gone would fail again, and so on without end.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

if (existsSync('.env')) process.loadEnvFile('.env');
const settings = readConfig(process.env);
if (!settings.ok) {
  for (const fault of settings.faults) console.error(fault);
  process.exit(1);
}
const { trustProxy, appUrl, port, isProduction } = config();
if (isProduction) redactConsole(console);

await prepareDatabase();
const framework = await prepareFramework();
const manifests = isProduction ? readManifests() : null;
const { server, drain } = createSiteServer({
  handle: framework.getRequestHandler(),
  trustProxy,
  headers: securityHeaders(appUrl),
  canonical: manifests ? canonicalRequests(manifests, publicFiles()) : undefined,
  pageHeaders(request) {
    const headers = pageHeaders(request);
    if (!headers) return null;
    const cookies = [renewedSessionCookie(request), spentNotice(request)].filter((cookie) => cookie !== null);
    return { ...headers, ...(cookies.length > 0 && { 'set-cookie': cookies }) };
  },
  onAnswered: manifests ? logAndCount(manifests.routes) : undefined,
});
await listen(server);
stopOnSignals(startJobs((error) => exitWith('outbox.unusable', error)));

async function prepareDatabase(): Promise<void> {
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
    exitWith('database.unusable', error);
  }
}

async function prepareFramework() {
  // Where an action redirects, the framework asks itself for the page: at this address, never at the `Host` of a request.
  process.env.__NEXT_PRIVATE_ORIGIN = `http://localhost:${port}`;
  // The configuration as the build wrote it, as in the framework's own stand-alone server: no file of it is compiled at a start.
  if (isProduction) process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = readBuiltConfig();
  const prepared = next({
    dev: !isProduction,
    port,
    hostname: 'localhost',
    // The framework adds its WebSocket handler of hot reload to this server. In production it gets one that never listens:
    // an upgrade is a request like any other there.
    ...(isProduction && { httpServer: createServer() }),
  });
  await prepared.prepare();
  return prepared;
}

/** Listens on all addresses of the machine. */
async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.once('error', (error) => exitWith('port.unusable', error));
    server.listen(port, resolve);
  });
  log.info({ event: 'listening', port });
}

/** Writes one line for each request, and counts it. */
function logAndCount(routes: string): (outcome: Outcome) => void {
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
 * On SIGTERM and SIGINT: accepts no new connection, answers the requests and records the emails in progress, then exits as the signal
 * asks. What is not done in time is not lost: the lease of an email runs out, and another instance sends it.
 */
function stopOnSignals(stopWorker: () => Promise<void>): void {
  let isStopping = false;
  const stop = async (exitCode: number) => {
    // A service manager signals every process of a service, and npm passes its own signal on: the second one ends nothing early.
    if (isStopping) return;
    isStopping = true;
    log.info({ event: 'stopping' });
    setTimeout(() => {
      log.warn({ event: 'stopped.late' });
      process.exit(exitCode);
    }, STOP_WITHIN_MS).unref();
    await Promise.all([drain(), stopWorker()]).catch((error) =>
      log.error({ event: 'stop.failed', err: error }),
    );
    log.info({ event: 'stopped' });
    process.exit(exitCode);
  };
  process.on('SIGTERM', () => stop(143));
  process.on('SIGINT', () => stop(130));
}

/** Ends the process: without what failed, the site cannot work. */
function exitWith(event: string, error: unknown): never {
  log.fatal({ event, err: error });
  process.exit(1);
}
