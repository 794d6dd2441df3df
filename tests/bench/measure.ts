import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { percentile, until } from '@/tests/support/timing';

const ROUNDS = 3;

type Stoppable = { stop(): Promise<void> };

/** Runs a part of the benchmark and then stops everything that it started, in reverse order, even after an error. */
export async function stoppingAll<T>(
  work: (started: <S extends Stoppable>(starting: Promise<S>) => Promise<S>) => Promise<T>,
): Promise<T> {
  const all: Stoppable[] = [];
  try {
    return await work(async (starting) => {
      const program = await starting;
      all.push(program);
      return program;
    });
  } finally {
    for (const program of all.reverse()) await program.stop();
  }
}

/** Measures several things in turn, so that changes of the machine's speed affect all of them. @returns the median of each, in order */
export async function alternate<Names extends string>(
  measures: Record<Names, () => Promise<number>>,
  rounds = ROUNDS,
): Promise<Record<Names, number>> {
  const names = Object.keys(measures) as Names[];
  const all = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Names, number[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) all[name].push(await measures[name]());
  }
  return Object.fromEntries(names.map((name) => [name, percentile(all[name], 50)])) as Record<Names, number>;
}

/** Waits until an address responds with success. */
export async function untilAnswering(url: string, everyMs = 50): Promise<void> {
  const isReady = () =>
    fetch(url, { headers: { connection: 'close' } }).then(
      (answer) => answer.ok,
      () => false,
    );
  if ((await until(isReady, 30_000, everyMs)) === null) throw new Error(`${url} does not answer`);
}

/** Waits until no email is queued, because sending would slow down the next measurement. */
export async function untilAllSent(countQueued: () => Promise<number> | number): Promise<void> {
  if ((await until(async () => (await countQueued()) === 0, 90_000)) === null)
    throw new Error('emails are still queued');
}

const LOOP =
  'const t = performance.now(); let s = 0; for (let i = 0; i < 3e8; i++) s += i % 7; console.log(performance.now() - t)';

/** How long each core takes for the same loop, in ms. On shared machines cores differ and change from minute to minute. */
export const pacesOfCores = (): string =>
  cpus()
    .map((_, core) => execFileSync('taskset', ['-c', String(core), process.execPath, '-e', LOOP]))
    .map((printed) => Number(printed).toFixed(0))
    .join(' and ');
