import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const LONGEST_MS = 200;
/** The only file that polls for a condition and that may wait for a fixed time. */
const HELPER = 'tests/support/timing.ts';

const files = readdirSync('tests', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|mjs)$/.test(file) && !file.includes('node_modules'))
  .map((file) => join('tests', file))
  .filter((file) => ![HELPER, 'tests/unit/testing.test.ts'].includes(file))
  .map((file) => ({ file, source: readFileSync(file, 'utf8') }));

/** Fixed waits and their arguments. */
const WAITS = [
  /(?:\bsleep|\.waitForTimeout)\((.+?)\)(?:[;,)]|$)/gm,
  /(?<!\.)\bsetTimeout\(\s*\w+\s*,\s*(.+?)\)/g,
  /\buntil\(\(\) => false, (.+?)\)/g,
];

/** The fixed waits of a source that are longer than allowed. A constant counts with its value. */
function longWaits(source: string): string[] {
  const constants = new Map(
    [...source.matchAll(/const (\w+) = ([\d_]+);/g)].map(([, name, value]) => [name, value]),
  );
  const longest = (expression: string) => {
    const withValues = expression.replace(/\b[A-Za-z]\w*\b/g, (name) => constants.get(name) ?? name);
    return Math.max(
      0,
      ...[...withValues.matchAll(/(?<!\w)[\d_]+/g)].map(([number]) => Number(number.replaceAll('_', ''))),
    );
  };
  return WAITS.flatMap((wait) => [...source.matchAll(wait)])
    .filter(([, wait = '']) => longest(wait) > LONGEST_MS)
    .map(([wait]) => wait);
}

describe('a test', () => {
  it('waits for a condition, not for a fixed time', () => {
    const found = files.flatMap(({ file, source }) => longWaits(source).map((wait) => `${file}: ${wait}`));
    expect(found).toEqual([]);
  });

  it('of one function or rule never waits for a fixed time', () => {
    const found = files.filter(
      ({ file, source }) => file.startsWith('tests/unit') && /\buntilElapsed\(/.test(source),
    );
    expect(found.map(({ file }) => file)).toEqual([]);
  });

  it.each([
    ['await sleep(201);', 1],
    ['await sleep(2 * 1_000);', 1],
    ['const REST_MS = 3_000;\nawait page.waitForTimeout(REST_MS);', 1],
    ['await new Promise((resolve) => setTimeout(resolve, 1_000));', 1],
    ['await until(() => false, 500);', 1],
    ['await sleep(200);\nawait sleep(everyMs);', 0],
    ['await until(() => isDone, 10_000);\nsocket.setTimeout(20_000, end);', 0],
    ['const REST_MS = 100;\nawait page.waitForTimeout(REST_MS);', 0],
  ])('%j has this number of fixed waits that are too long: %i', (source, count) => {
    expect(longWaits(source)).toHaveLength(count);
  });
});
