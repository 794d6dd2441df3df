import { createHash, timingSafeEqual } from 'node:crypto';
import { connection } from 'next/server';
import { Gauge, Registry } from 'prom-client';
import { config } from '@/lib/config';
import { outboxState } from '@/lib/email/outbox';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { figuresOf } from '@/lib/registration/queries';
import { log } from '@/lib/server/log';
import { metrics } from '@/lib/server/metrics';

/**
 * Prometheus metrics, for monitoring that sends the token: the counters of this process, and gauges read from the database, which
 * are the same in every process. 404 where no token is configured.
 */
export async function GET(request: Request): Promise<Response> {
  await connection();
  const processMetrics = metrics();
  if (!processMetrics) return respond(404, 'Not found\n');
  if (!hasToken(request.headers.get('authorization'))) {
    return respond(401, 'METRICS_TOKEN is wanted\n', { 'www-authenticate': 'Bearer' });
  }
  const gauges = await databaseGauges();
  return respond(200, await Registry.merge([processMetrics.registry, gauges]).metrics(), {
    'content-type': processMetrics.registry.contentType,
  });
}

/** Compares hashes in constant time, so that the response time does not reveal how much of a guessed token is right. */
function hasToken(authorization: string | null): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(authorization ?? ''), hash(`Bearer ${config().metricsToken}`));
}

/** Reads the gauges from the database. While it is unreachable, only `meeting_database_up` is there, with the value 0. */
async function databaseGauges(): Promise<Registry> {
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const up = gauge('meeting_database_up', 'Whether the database answers');
  try {
    const { counts } = await figuresOf(await currentMeeting());
    const { confirmed, withdrawn, lettersFailed } = counts;
    const { waiting, oldestWaitingSeconds } = await outboxState();
    const registrations = gauge('meeting_registrations', 'Registrations by their state', ['status']);
    registrations.set({ status: 'confirmed' }, confirmed);
    registrations.set({ status: 'withdrawn' }, withdrawn);
    gauge('meeting_letters_given_up', 'Emails that nobody will try to send any more').set(lettersFailed);
    gauge('meeting_outbox_due', 'Emails that wait to be sent').set(waiting);
    gauge('meeting_outbox_oldest_seconds', 'For how long the oldest of them has waited').set(
      oldestWaitingSeconds ?? 0,
    );
    up.set(1);
  } catch (error) {
    log.error({ event: 'metrics.failed', err: error });
    up.set(0);
  }
  return registry;
}

const respond = (status: number, body: string, headers: Record<string, string> = {}) =>
  new Response(body, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers },
  });
