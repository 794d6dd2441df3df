import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { percentile, until } from '@/tests/support/timing';

const ROUNDS = 3;

type Stoppable = { stop(): Promise<void> };

/** Does a part of the benchmark and stops everything that it started, the last first, whatever happened. */
export async function stoppingAll<T>(
  work: (started: <S extends Stoppable>(starting: Promise<S>) => Promise<S>) => Promise<T>,
): Promise<T> {
  const all: Stoppable[] = [];
  try {
    return await work(async (starting) => {
      const one = await starting;
      all.push(one);
      return one;
    });
  } finally {
    for (const one of all.reverse()) await one.stop();
  }
}

/** Measures several in turn, so that all see the same weather. @returns the median of each, in their order */
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

/** Waits until an address answers with success. */
export async function untilAnswering(url: string, everyMs = 50): Promise<void> {
  const answers = () =>
    fetch(url, { headers: { connection: 'close' } }).then(
      (answer) => answer.ok,
      () => false,
    );
  if ((await until(answers, 30_000, everyMs)) === null) throw new Error(`${url} does not answer`);
}

/** Waits until no letter is owed: one that is still going out would be counted against whoever comes next. */
export async function untilAllOut(owed: () => Promise<number> | number): Promise<void> {
  if ((await until(async () => (await owed()) === 0, 90_000)) === null)
    throw new Error('letters are still owed');
}

const LOOP =
  'const t = performance.now(); let s = 0; for (let i = 0; i < 3e8; i++) s += i % 7; console.log(performance.now() - t)';

/** How long each core takes for one and the same loop, in ms: where others share the machine cores differ, and change by the minute. */
export const pacesOfCores = (): string =>
  cpus()
    .map((_, core) => execFileSync('taskset', ['-c', String(core), process.execPath, '-e', LOOP]))
    .map((printed) => Number(printed).toFixed(0))
    .join(' and ');
