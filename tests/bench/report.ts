import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

/** One line of the results: what was measured, against what, and whether it holds. */
export type Result = {
  what: string;
  against: string;
  figures: string;
  /** The figure that is compared, in words. */
  measured: string;
  reach: string;
  isReached: boolean;
};

const least = (ratio: number): string => (ratio < 0.5 ? `1/${Math.round(1 / ratio)}` : String(ratio));
const inWords = (ratio: number): string => (ratio < 0.5 ? `1/${(1 / ratio).toFixed(1)}` : ratio.toFixed(2));

/** @param ours answers per second, like `theirs` */
export function rate(
  what: string,
  against: string,
  [ours, theirs]: [ours: number, theirs: number],
  leastRatio: number,
  { aim, note }: { aim?: number; note?: string } = {},
): Result {
  return {
    what,
    against,
    figures: `${Math.round(ours)}/s against ${Math.round(theirs)}/s${note ? `; ${note}` : ''}`,
    measured: inWords(ours / theirs),
    reach: `at least ${least(leastRatio)}${aim ? `, aim ${least(aim)}` : ''}`,
    isReached: ours / theirs >= leastRatio,
  };
}

/** @param most how much larger `ours` may be than `theirs`, both in milliseconds */
export function slower(
  what: string,
  against: string,
  [ours, theirs]: [ours: number, theirs: number],
  most: number,
): Result {
  return {
    what,
    against,
    figures: `${Math.round(ours)} ms against ${Math.round(theirs)} ms`,
    measured: `${(ours / theirs).toFixed(2)} times`,
    reach: `at most ${most} times`,
    isReached: ours / theirs <= most,
  };
}

/** Something with a measure of its own: at most so much of it. */
export function atMost(
  what: string,
  value: number,
  most: number,
  unit: string,
  { against = '', figures = '', digits = 0 } = {},
): Result {
  const words = (number: number) => `${number} ${unit}`.trim();
  return {
    what,
    against,
    figures,
    measured: words(Number(value.toFixed(digits))),
    reach: `at most ${words(most)}`,
    isReached: value <= most,
  };
}

/** Something with a measure of its own: at least so much of it. */
export const atLeast = (what: string, value: number, least: number, figures = ''): Result => ({
  what,
  against: '',
  figures,
  measured: String(value),
  reach: `at least ${least}`,
  isReached: value >= least,
});

export const verdict = ({ isReached }: Result): string => (isReached ? 'reached' : 'MISSED');

/** The results as they stand in `BENCHMARKS.md`. */
export function inMarkdown(results: Result[], minutes: number): string {
  const machine = `${cpus().length} cores (${cpus()[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.version}`;
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
    `${new Date().toISOString().slice(0, 10)}; ${machine}; ${minutes} minutes.`,
    '',
    row(['what', 'against', 'figures', 'measured', 'reach', 'verdict']),
    row(Array(6).fill('---')),
    ...results.map((result) =>
      row([
        result.what,
        result.against,
        result.figures,
        result.measured,
        result.reach,
        result.isReached ? 'reached' : '**MISSED**',
      ]),
    ),
  ].join('\n');
}

const FILE = 'BENCHMARKS.md';
const BEGIN = '<!-- results: written by `npm run bench -- --write` -->';
const END = '<!-- end of the results -->';

/** Puts the results where the document keeps them. */
export function writeResults(markdown: string): void {
  const text = readFileSync(FILE, 'utf8');
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${FILE} has no place for the results`);
  writeFileSync(FILE, `${before}${BEGIN}\n\n${markdown}\n\n${END}${after}`);
}
