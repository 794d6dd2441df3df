import { createHash, timingSafeEqual } from 'node:crypto';
import { connection } from 'next/server';
import { Gauge, Registry } from 'prom-client';
import { config } from '@/lib/config';
import { outboxState } from '@/lib/email/outbox';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { counts } from '@/lib/registration/queries';
import { log } from '@/lib/server/log';
import { metrics } from '@/lib/server/metrics';

/** For monitors that hold the token: the counts of this process, and how the database stands, which is the same in all. */
export async function GET(request: Request): Promise<Response> {
  await connection();
  const counted = metrics();
  if (!counted) return answer(404, 'Not found\n');
  if (!isToken(request.headers.get('authorization'))) {
    return answer(401, 'METRICS_TOKEN is wanted\n', { 'www-authenticate': 'Bearer' });
  }
  const stands = await databaseStands();
  return answer(200, await Registry.merge([counted.registry, stands]).metrics(), {
    'content-type': counted.registry.contentType,
  });
}

/** Compared by fingerprints, so that the time it takes tells nothing of the token. */
function isToken(authorization: string | null): boolean {
  const fingerprint = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(fingerprint(authorization ?? ''), fingerprint(`Bearer ${config().metricsToken}`));
}

async function databaseStands(): Promise<Registry> {
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const up = gauge('meeting_database_up', 'Whether the database answers');
  try {
    const { confirmed, withdrawn, lettersFailed } = await counts(await currentMeeting());
    const { due, oldestDueSeconds } = await outboxState();
    const registrations = gauge('meeting_registrations', 'Registrations by their state', ['status']);
    registrations.set({ status: 'confirmed' }, confirmed);
    registrations.set({ status: 'withdrawn' }, withdrawn);
    gauge('meeting_letters_given_up', 'Letters that nobody will try to send any more').set(lettersFailed);
    gauge('meeting_outbox_due', 'Letters that are owed').set(due);
    gauge('meeting_outbox_oldest_seconds', 'For how long the oldest of them has been owed').set(
      oldestDueSeconds ?? 0,
    );
    up.set(1);
  } catch (error) {
    log.error({ event: 'metrics.failed', err: error });
    up.set(0);
  }
  return registry;
}

const answer = (status: number, body: string, headers: Record<string, string> = {}) =>
  new Response(body, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers },
  });
