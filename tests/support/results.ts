import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

const machine = () => ({
  cores: cpus().length,
  processor: cpus()[0]?.model ?? 'unknown',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
});

/**
 * Writes the measurements of a complete run to `docs/results/NAME.json`, with date, machine and duration. `docs/results/README.md`
 * explains the files.
 * @param startedAt by `performance.now()`
 */
export function writeResults(name: 'bench' | 'prove', startedAt: number, measured: object): void {
  const results = {
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    minutes: Math.round((performance.now() - startedAt) / 60_000),
    ...measured,
  };
  const file = `docs/results/${name}.json`;
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`\nWrote ${file}`);
}
