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
/** So long everybody comes half as often before, to see what is the site's own time and what is waiting for a processor. */
const HALF_SECONDS = 30;
const P99_MS = 250;
const LETTERS_WITHIN_S = 60;
/** How much more an instance may hold at the end than once it is warm. */
const GROWTH = 1.1;

const SEARCH = '?q=سلمى';
const EXPORT = '/export.xlsx';

/**
 * What the secretariat does, one thing after another as two people at their desks do: of fifteen pages ten are the list, three
 * a search and two one person; once a minute it is the whole list as a file.
 */
const workOf = (nth: number, someone: string): string => {
  if (nth % 90 === 45) return EXPORT;
  if (nth % 5 === 4) return SEARCH;
  return [2, 10].includes(nth % 15) ? someone : '';
};

/** Readers come from so many addresses, each with a connection that it keeps: the proxy counts them as it counts people. */
const READERS = 100;

/** The two ways of running the site that it is made for. */
const SETUPS = [
  { count: 1, isEmbedded: true, words: 'one process on the embedded database' },
  { count: 2, isEmbedded: false, words: 'two instances on PostgreSQL' },
];

/** The mix on each of them. @param seconds for how long at the full rates */
export async function mix(seconds: number): Promise<Result[]> {
  const results: Result[] = [];
  for (const setup of SETUPS) results.push(...(await mixOn(setup, seconds)));
  return results;
}

/**
 * Readers, participants and the secretariat at once, at fixed rates, behind the reference proxy as it stands, with its
 * limits. Nobody waits for anybody: who is due comes, however slow the answers are, and what is late is counted.
 */
const mixOn = ({ count, isEmbedded, words }: (typeof SETUPS)[number], seconds: number): Promise<Result[]> =>
  stoppingAll(async (started) => {
    const installation = await started(startInstallation(count, { isEmbedded, more: reportingHeap }));
    const { origin, instances, mailbox } = installation;
    const cookie = await signIn(installation);
    const wrong: string[] = [];

    /** Does something at a fixed rate, each time when it is due. @param note takes down how long after it was due it was done */
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
        const one = work(nth)
          .then(() => void note.push(performance.now() - due))
          .catch((error) => void wrong.push(String(error)))
          .finally(() => pending.delete(one));
        pending.add(one);
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
      const answer = await fetch(`${origin}/ar/admin${path}`, { headers: { cookie } });
      if (answer.status !== 200) throw new Error(`/ar/admin${path} was answered ${answer.status}`);
      const body = await answer.text();
      someone = body.match(/\/ar\/admin(\/registrations\/[\w-]+)"/)?.[1] ?? someone;
    };

    /** Everybody at once. @param share of the rates, 1 for all of them @returns times in milliseconds, and who kept the processors busy */
    async function everybody(forSeconds: number, share: number) {
      const late: number[] = [];
      const reading: number[] = [];
      const confirming: number[] = [];
      const working: number[] = [];
      const times = () => [
        ...processors(),
        instances.reduce((sum, each) => sum + each.cpuSeconds(), 0),
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
    const everyLetterOut = (mostSeconds: number) =>
      until(async () => (await installation.countQueued()) === 0, mostSeconds * 1_000);

    // What an instance loads and compiles with its first requests is not its speed.
    const first = performance.now();
    while (performance.now() - first < WARM_UP_MS) {
      await Promise.all([confirm(), confirm(), confirm(), lookAt('')]);
      for (const path of [someone, SEARCH]) await lookAt(path);
    }
    // Only a few, because files have a limit that is counted.
    for (let nth = 0; nth < 2 * count; nth++) await lookAt(EXPORT);
    await everyLetterOut(LETTERS_WITHIN_S);
    const allHeld = () => Promise.all(instances.map((instance) => instance.heapMiB()));
    // Before the half rates, in which what was put away with it comes to speed again.
    const heldBefore = await allHeld();
    const half = await everybody(HALF_SECONDS, 0.5);
    await everyLetterOut(LETTERS_WITHIN_S);

    const resident = instances.map(() => [] as number[]);
    const paces = [pacesOfCores()];
    const watching = setInterval(() => {
      instances.forEach((instance, index) => {
        resident[index]?.push(instance.memory());
      });
    }, 1_000);
    const { late, reading, confirming, working, busyWith } = await everybody(seconds, 1);
    clearInterval(watching);
    for (const agent of agents) agent.destroy();
    const emptyAfter = await everyLetterOut(3 * LETTERS_WITHIN_S);
    paces.push(pacesOfCores());
    const heldAfter = await allHeld();
    // A page that says calmly that something failed does not say what.
    for (const instance of instances)
      for (const line of instance
        .log()
        .split('\n')
        .filter((each) => /"level":[456]0/.test(each))
        .slice(0, 3))
        console.error(line);
    const letters = new Set(mailbox.emails.map(({ messageId }) => messageId)).size;

    const of = (ms: number[]) => `99th percentile ${percentile(ms, 99).toFixed(0)} ms`;
    const title = `Mix of ${seconds} s, ${words}`;
    return [
      atMost(`${title}: errors`, wrong.length, 0, '', {
        figures: [
          `${reading.length} pages read, ${of(reading)}; ${confirming.length} confirmations; ${working.length} pages of the secretariat, ${of(working)}; the load itself late: ${of(late)}`,
          ...[...new Set(wrong)].slice(0, 3),
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
          before: heldBefore[index] ?? 0,
          after: heldAfter[index] ?? Number.POSITIVE_INFINITY,
          resident: resident[index] ?? [],
        }),
      ),
      atMost(
        `${title}: until every letter is out`,
        emptyAfter === null ? Number.POSITIVE_INFINITY : emptyAfter / 1_000,
        LETTERS_WITHIN_S,
        's',
        { digits: 1, figures: `${letters} letters` },
      ),
    ];
  });

/** @returns how long the machine's processors were busy, and how long they could have been, in seconds */
const processors = (): [busy: number, all: number] => {
  const times = cpus().map(({ times }) => times);
  const sum = (kinds: (keyof (typeof times)[number])[]) =>
    times.reduce((total, each) => total + kinds.reduce((part, kind) => part + each[kind], 0), 0) / 1_000;
  const busy = sum(['user', 'nice', 'sys', 'irq']);
  return [busy, busy + sum(['idle'])];
};

/** @returns how long this process, which is the load and the mail server, has kept a processor busy, in seconds */
const ownTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const percent = (share: number): string => `${Math.round(100 * share)} %`;

type Memory = { before: number; after: number; resident: number[] };

/** What is held after it against before it, in MiB. What is resident swings with the engine, and is shown beside it by its fifths. */
function memoryOf(what: string, { before, after, resident }: Memory): Result {
  const fifth = Math.ceil(resident.length / 5);
  const fifths = Array.from({ length: 5 }, (_, nth) =>
    percentile(resident.slice(nth * fifth, (nth + 1) * fifth), 50).toFixed(0),
  );
  return atMost(what, after / before, GROWTH, 'times', {
    digits: 2,
    against: 'the same, once warm',
    figures: `${after.toFixed(1)} MiB against ${before.toFixed(1)} MiB; resident by fifths of the time ${fifths.join(', ')} MiB`,
  });
}

/** One page, compressed, on a connection that is kept. */
const read = (url: string, localAddress: string, agent: Agent | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const { port, host, pathname } = new URL(url);
    const headers = { host, 'accept-encoding': 'gzip' };
    const sent = request({ host: '127.0.0.1', port, path: pathname, localAddress, agent, headers });
    sent.setTimeout(30_000, () => sent.destroy(new Error(`${pathname} was not answered within 30 s`)));
    sent.once('error', reject);
    sent.once('response', (answer) => {
      answer.resume();
      answer.once('error', reject);
      answer.once('end', () => {
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`${pathname} was answered ${answer.statusCode}`));
      });
    });
    sent.end();
  });

const signIn = ({ origin, mailbox }: Installation): Promise<string> => {
  const emailsTo = (address: string) => mailbox.emails.filter((letter) => recipient(letter) === address);
  return sessionOf({
    origin,
    emailsTo,
    waitForEmail: async (address, after = 0) => {
      await until(() => emailsTo(address).length > after, 10_000);
      const newest = emailsTo(address).at(-1);
      if (!newest) throw new Error(`no letter came to ${address}`);
      return newest;
    },
    // Nothing was counted yet that would have to be forgotten.
    sql: () => [],
  });
};
