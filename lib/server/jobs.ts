import { setTimeout as sleep } from 'node:timers/promises';
import { applyRetention } from '@/lib/privacy/retention';
import { scrub, warnOfEarlierDatabases } from '@/lib/privacy/scrub';
import { enqueueDailySummary } from '@/lib/registration/daily-summary';
import { rebuildKeys } from '@/lib/registration/rebuild-keys';
import { meetingClock } from '@/lib/time/clock';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/time/instant';
import { log } from './log';

type Job = { name: string; everyMs: number; run: () => Promise<unknown> };

/** What the site does in the background, in each instance; each job bears being run by several at once. */
const jobs: Job[] = [
  // Due once a day at an hour; asking each minute is cheap.
  { name: 'summary', everyMs: MINUTE_MS, run: () => enqueueDailySummary(meetingClock) },
  {
    name: 'imports',
    everyMs: HOUR_MS,
    run: async () => (await import('@/lib/import/import')).deleteUndecided(meetingClock()),
  },
  { name: 'retention', everyMs: DAY_MS, run: retain },
  // What an instance of an older version wrote while this one had started already.
  { name: 'keys', everyMs: HOUR_MS, run: rebuildKeys },
  // What an erasure could not do at once, because somebody was reading or its process ended.
  { name: 'scrub', everyMs: MINUTE_MS, run: scrub },
];

/** Background work begins this long after the start: the first requests come first. */
const FIRST_RUN_MS = 2_000;

/**
 * Starts the email worker and all jobs. A job that fails is logged as `NAME.failed` and runs again at its next time.
 * @param onWorkerFailure is called where the email worker cannot be loaded
 * @returns stops the email worker; resolves once the emails that it is sending are recorded
 */
export function startJobs(onWorkerFailure: (error: unknown) => never): () => Promise<void> {
  // The code of emails is loaded after the site answers: nobody waits for it at the start.
  const worker = sleep(FIRST_RUN_MS)
    .then(() => import('@/lib/email/worker'))
    .then(({ startWorker }) => startWorker())
    .catch(onWorkerFailure);
  for (const { name, everyMs, run } of jobs) {
    const safely = () => run().catch((error) => log.error({ event: `${name}.failed`, err: error }));
    setInterval(safely, everyMs);
    setTimeout(safely, FIRST_RUN_MS);
  }
  return async () => (await worker)();
}

async function retain(): Promise<void> {
  warnOfEarlierDatabases();
  const erased = await applyRetention(meetingClock);
  if (erased > 0) log.info({ event: 'retention.erased', erased });
}
