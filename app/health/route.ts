import { connection } from 'next/server';
import { db } from '@/lib/db/client';
import { outboxState } from '@/lib/email/outbox';
import { log } from '@/lib/server/log';

const OVERDUE_S = 15 * 60;

/** For monitors: whether the database answers, and whether letters go out. */
export async function GET(): Promise<Response> {
  await connection();
  try {
    await db().$queryRaw`SELECT 1`;
    const outbox = await outboxState();
    const isOverdue = (outbox.oldestDueSeconds ?? 0) > OVERDUE_S;
    return answer(200, { status: isOverdue ? 'degraded' : 'ok', database: 'ok', outbox });
  } catch (error) {
    log.error({ event: 'health.failed', err: error });
    return answer(503, { status: 'degraded', database: 'unreachable', outbox: null });
  }
}

const answer = (status: number, body: object) =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
