import { Agent, request } from 'node:http';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { recipient } from '@/scripts/mailbox';
import { ask } from '@/tests/support/ask';
import { type Installation, startInstallation } from '@/tests/support/instances';
import { sessionOf } from '@/tests/support/sign-in';
import { hiddenFields } from '@/tests/support/site';
import { reportingHeap } from '@/tests/support/site-process';
import { percentile, until } from '@/tests/support/timing';
import { addressOf, send } from './instances';
import { nextPerson } from './loads';
import { pacesOfCores, stoppingAll } from './measure';
import { atMost, type Result } from './report';

const READERS_PER_S = 400;
const CONFIRMATIONS_PER_S = 20;
const WORK_PER_S = 1.5;
const WARM_UP_MS = 60_000;
/** For this long everybody first comes half as often. It shows how much is the site's own time, and how much is waiting for a processor. */
const HALF_SECONDS = 30;
const P99_MS = 250;
const SENT_WITHIN_S = 60;
/** How much the memory of an instance may grow after warm-up. */
const GROWTH = 1.1;

const SEARCH = '?q=سلمى';
const EXPORT = '/export.xlsx';

/**
 * The pages of the secretariat, in the order of two people at work: of fifteen pages ten are the list, three a search and two one
 * registration. Once a minute the whole list is exported.
 */
const workOf = (nth: number, someone: string): string => {
  if (nth % 90 === 45) return EXPORT;
  if (nth % 5 === 4) return SEARCH;
  return [2, 10].includes(nth % 15) ? someone : '';
};

/** The number of readers' addresses, each with a keep-alive connection: the proxy counts clients by address. */
const READERS = 100;

/** The two supported ways to run the site. */
const SETUPS = [
  { count: 1, isEmbedded: true, words: 'one process on the embedded database' },
  { count: 2, isEmbedded: false, words: 'two instances on PostgreSQL' },
];

/** Runs the mix on each setup. @param seconds the time at the full rates */
export async function mix(seconds: number): Promise<Result[]> {
  const results: Result[] = [];
  for (const setup of SETUPS) results.push(...(await mixOn(setup, seconds)));
  return results;
}

/**
 * Readers, participants and the secretariat at once, at fixed rates, through the reference proxy with its limits. Requests do not
 * wait for each other: each starts when it is due, however slow the responses are, and delays are recorded.
 */
const mixOn = ({ count, isEmbedded, words }: (typeof SETUPS)[number], seconds: number): Promise<Result[]> =>
  stoppingAll(async (started) => {
    const installation = await started(startInstallation(count, { isEmbedded, more: reportingHeap }));
    const { origin, instances, mailbox } = installation;
    const cookie = await signIn(installation);
    const errors: string[] = [];

    /** Calls `work` at a fixed rate. @param note collects how long after its due time each call ended, in ms */
    async function pace(
      perSecond: number,
      { forSeconds, late, note }: { forSeconds: number; late: number[]; note: number[] },
      work: (nth: number) => Promise<void>,
    ): Promise<void> {
      const begin = performance.now();
      const pending = new Set<Promise<void>>();
      const count = Math.floor(forSeconds * perSecond);
      for (let nth = 0; nth < count; nth++) {
        const due = begin + (nth * 1_000) / perSecond;
        const wait = due - performance.now();
        if (wait > 1) await sleep(wait);
        late.push(Math.max(0, performance.now() - due));
        const call = work(nth)
          .then(() => void note.push(performance.now() - due))
          .catch((error) => void errors.push(String(error)))
          .finally(() => pending.delete(call));
        pending.add(call);
      }
      await Promise.all(pending);
    }

    const agents = Array.from({ length: READERS }, () => new Agent({ keepAlive: true }));
    const readNote = (nth: number) =>
      read(`${origin}/${nth % 2 ? 'en' : 'ar'}`, addressOf(nth % READERS), agents[nth % READERS]);
    const confirm = async () => {
      const person = READERS + nextPerson();
      const form = await ask(`${origin}/ar/rsvp`, addressOf(person));
      const status = form.status === 200 ? await send(origin, hiddenFields(form.body), person) : form.status;
      if (status !== 303) throw new Error(`a confirmation was answered ${status}`);
    };
    let someone = '';
    const lookAt = async (path: string) => {
      const response = await fetch(`${origin}/ar/admin${path}`, { headers: { cookie } });
      if (response.status !== 200) throw new Error(`/ar/admin${path} was answered ${response.status}`);
      const body = await response.text();
      someone = body.match(/\/ar\/admin(\/registrations\/[\w-]+)"/)?.[1] ?? someone;
    };

    /** Runs all loads at once. @param share of the full rates, from 0 to 1 @returns times in milliseconds, and who used the processors */
    async function runLoads(forSeconds: number, share: number) {
      const late: number[] = [];
      const reading: number[] = [];
      const confirming: number[] = [];
      const working: number[] = [];
      const times = () => [
        ...processors(),
        instances.reduce((sum, instance) => sum + instance.cpuSeconds(), 0),
        ownTime(),
      ];
      const before = times();
      await Promise.all([
        pace(READERS_PER_S * share, { forSeconds, late, note: reading }, readNote),
        pace(CONFIRMATIONS_PER_S * share, { forSeconds, late, note: confirming }, confirm),
        pace(WORK_PER_S * share, { forSeconds, late, note: working }, (nth) => lookAt(workOf(nth, someone))),
      ]);
      const [busy = 0, all = 0, site = 0, load = 0] = times().map(
        (after, index) => after - (before[index] ?? 0),
      );
      const busyWith = `processors busy ${percent(busy / all)}: ${percent(site / all)} the instances, ${percent(load / all)} the load and its mail server`;
      return { late, reading, confirming, working, busyWith };
    }
    const untilAllSent = (mostSeconds: number) =>
      until(async () => (await installation.countQueued()) === 0, mostSeconds * 1_000);

    // The first requests also load and compile code, so they are not measured.
    const first = performance.now();
    while (performance.now() - first < WARM_UP_MS) {
      await Promise.all([confirm(), confirm(), confirm(), lookAt('')]);
      for (const path of [someone, SEARCH]) await lookAt(path);
    }
    // Only a few, because exports have a rate limit.
    for (let nth = 0; nth < 2 * count; nth++) await lookAt(EXPORT);
    await untilAllSent(SENT_WITHIN_S);
    const heapSizes = () => Promise.all(instances.map((instance) => instance.heapMiB()));
    // Also before the half rates, so that code paths are fast again.
    const heapBefore = await heapSizes();
    const half = await runLoads(HALF_SECONDS, 0.5);
    await untilAllSent(SENT_WITHIN_S);

    const resident = instances.map(() => [] as number[]);
    const paces = [pacesOfCores()];
    const watching = setInterval(() => {
      instances.forEach((instance, index) => {
        resident[index]?.push(instance.memory());
      });
    }, 1_000);
    const { late, reading, confirming, working, busyWith } = await runLoads(seconds, 1);
    clearInterval(watching);
    for (const agent of agents) agent.destroy();
    const emptyAfter = await untilAllSent(3 * SENT_WITHIN_S);
    paces.push(pacesOfCores());
    const heapAfter = await heapSizes();
    // An error page does not contain the cause, so the logs are searched.
    for (const instance of instances)
      for (const line of instance
        .log()
        .split('\n')
        .filter((entry) => /"level":[456]0/.test(entry))
        .slice(0, 3))
        console.error(line);
    const emailCount = new Set(mailbox.emails.map(({ messageId }) => messageId)).size;

    const of = (ms: number[]) => `99th percentile ${percentile(ms, 99).toFixed(0)} ms`;
    const title = `Mix of ${seconds} s, ${words}`;
    return [
      atMost(`${title}: errors`, errors.length, 0, '', {
        figures: [
          `${reading.length} pages read, ${of(reading)}; ${confirming.length} confirmations; ${working.length} pages of the secretariat, ${of(working)}; the load itself late: ${of(late)}`,
          ...[...new Set(errors)].slice(0, 3),
        ].join('; '),
      }),
      atMost(
        `${title}: confirmations, form and answer, 99th percentile`,
        percentile(confirming, 99),
        P99_MS,
        'ms',
        {
          figures: [
            `median ${percentile(confirming, 50).toFixed(0)} ms, longest ${Math.max(...confirming).toFixed(0)} ms; ${busyWith}`,
            `at half of the rates, for ${HALF_SECONDS} s: ${of(half.confirming)}, median ${percentile(half.confirming, 50).toFixed(0)} ms; ${half.busyWith}`,
            `one loop took the cores ${paces.join(' ms before, ')} ms after`,
          ].join('; '),
        },
      ),
      ...instances.map((_, index) =>
        memoryOf(`${title}: memory held by instance ${index + 1}`, {
          before: heapBefore[index] ?? 0,
          after: heapAfter[index] ?? Number.POSITIVE_INFINITY,
          resident: resident[index] ?? [],
        }),
      ),
      atMost(
        `${title}: until every email is sent`,
        emptyAfter === null ? Number.POSITIVE_INFINITY : emptyAfter / 1_000,
        SENT_WITHIN_S,
        's',
        { digits: 1, figures: `${emailCount} emails` },
      ),
    ];
  });

/** @returns how long the machine's processors were busy, and how long they ran in total, in seconds */
const processors = (): [busy: number, all: number] => {
  const times = cpus().map(({ times }) => times);
  const sum = (kinds: (keyof (typeof times)[number])[]) =>
    times.reduce((total, each) => total + kinds.reduce((part, kind) => part + each[kind], 0), 0) / 1_000;
  const busy = sum(['user', 'nice', 'sys', 'irq']);
  return [busy, busy + sum(['idle'])];
};

/** @returns the processor time of this process, which runs the load and the mail server, in seconds */
const ownTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const percent = (share: number): string => `${Math.round(100 * share)} %`;

type Memory = { before: number; after: number; resident: number[] };

/** Compares the heap before and after, in MiB. Resident memory varies with the engine, so it is only shown, by fifths of the time. */
function memoryOf(title: string, { before, after, resident }: Memory): Result {
  const fifth = Math.ceil(resident.length / 5);
  const fifths = Array.from({ length: 5 }, (_, nth) =>
    percentile(resident.slice(nth * fifth, (nth + 1) * fifth), 50).toFixed(0),
  );
  return atMost(title, after / before, GROWTH, 'times', {
    digits: 2,
    against: 'the same, once warm',
    figures: `${after.toFixed(1)} MiB against ${before.toFixed(1)} MiB; resident by fifths of the time ${fifths.join(', ')} MiB`,
  });
}

/** Reads one page, compressed, on a keep-alive connection. */
const read = (url: string, localAddress: string, agent: Agent | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const { port, host, pathname } = new URL(url);
    const headers = { host, 'accept-encoding': 'gzip' };
    const outgoing = request({ host: '127.0.0.1', port, path: pathname, localAddress, agent, headers });
    outgoing.setTimeout(30_000, () =>
      outgoing.destroy(new Error(`${pathname} was not answered within 30 s`)),
    );
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      response.resume();
      response.once('error', reject);
      response.once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${pathname} was answered ${response.statusCode}`));
      });
    });
    outgoing.end();
  });

const signIn = ({ origin, mailbox }: Installation): Promise<string> => {
  const emailsTo = (address: string) => mailbox.emails.filter((email) => recipient(email) === address);
  return sessionOf({
    origin,
    emailsTo,
    waitForEmail: async (address, after = 0) => {
      await until(() => emailsTo(address).length > after, 10_000);
      const newest = emailsTo(address).at(-1);
      if (!newest) throw new Error(`no email came to ${address}`);
      return newest;
    },
    // No request was counted before, so no counter must be reset.
    sql: () => [],
  });
};
