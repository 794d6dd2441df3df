import { connection } from 'next/server';
import { db } from '@/lib/db/client';
import { outboxState } from '@/lib/email/outbox';
import { log } from '@/lib/server/log';

/** An email that has waited for longer than this means that sending does not work. */
const OVERDUE_S = 15 * 60;

/**
 * For monitoring. `ok`: the database answers and emails go out. `degraded`: emails are overdue (status 200) or the database is
 * unreachable (status 503).
 */
export async function GET(): Promise<Response> {
  await connection();
  try {
    await db().$queryRaw`SELECT 1`;
    const { waiting, oldestWaitingSeconds } = await outboxState();
    const isOverdue = (oldestWaitingSeconds ?? 0) > OVERDUE_S;
    // Monitoring reads these two names, as it reads those of the metrics.
    const outbox = { due: waiting, oldestDueSeconds: oldestWaitingSeconds };
    return respond(200, { status: isOverdue ? 'degraded' : 'ok', database: 'ok', outbox });
  } catch (error) {
    log.error({ event: 'health.failed', err: error });
    return respond(503, { status: 'degraded', database: 'unreachable', outbox: null });
  }
}

const respond = (status: number, body: object) =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
