/** One line of the results: what was measured, what it was compared with, and whether the goal is reached. */
export type Result = {
  what: string;
  against: string;
  figures: string;
  /** The compared figure as text. */
  measured: string;
  reach: string;
  isReached: boolean;
};

const least = (ratio: number): string => (ratio < 0.5 ? `1/${Math.round(1 / ratio)}` : String(ratio));
const inWords = (ratio: number): string => (ratio < 0.5 ? `1/${(1 / ratio).toFixed(1)}` : ratio.toFixed(2));

/** @param ours responses per second, like `theirs` */
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

/** @param most by what factor `ours` may exceed `theirs`; both in milliseconds */
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

/** A value in its own unit that has a maximum. */
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

/** A value in its own unit that has a minimum. */
export const atLeast = (what: string, value: number, least: number, figures = ''): Result => ({
  what,
  against: '',
  figures,
  measured: String(value),
  reach: `at least ${least}`,
  isReached: value >= least,
});

export const verdict = ({ isReached }: Result): string => (isReached ? 'reached' : 'MISSED');

/** The results as a table for the terminal. */
export function inMarkdown(results: Result[]): string {
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
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
