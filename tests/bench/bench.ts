/**
 * `npm run bench`: compares the site with a minimal program that does the same work, in one run. Most results are ratios, because
 * times depend on the machine. The others name their own unit. A whole run writes `docs/results/bench.json`.
 * `--only pages,mix` runs some parts, `--mix-seconds 30` shortens the mix; with either option nothing is written. Build first.
 */
import { parseArgs } from 'node:util';
import { writeResults } from '../support/results';
import { inBrowser } from './browser';
import { confirmations } from './confirmations';
import { imports } from './imports';
import { instances } from './instances';
import { mix } from './mix';
import { pages } from './pages';
import { inMarkdown, type Result, verdict } from './report';
import { secretariat } from './secretariat';
import { startUp } from './start-up';

const MIX_SECONDS = 300;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    'mix-seconds': { type: 'string', default: String(MIX_SECONDS) },
  },
});

const parts: Record<string, () => Promise<Result[]>> = {
  pages,
  confirmations,
  instances,
  secretariat,
  imports,
  'start-up': startUp,
  browser: inBrowser,
  mix: () => mix(Number(options['mix-seconds'])),
};
const chosen = options.only?.split(',') ?? Object.keys(parts);
const isWhole = !options.only && Number(options['mix-seconds']) >= MIX_SECONDS;

const startedAt = performance.now();
const results: Result[] = [];
for (const name of chosen) {
  const part = parts[name];
  if (!part) throw new Error(`there is no part ${name}: ${Object.keys(parts).join(', ')}`);
  console.log(`\n${name}`);
  for (const result of await part()) {
    const { what, against, figures, measured, reach } = result;
    const compared = [against && `against ${against}`, figures, measured].filter(Boolean).join('; ');
    console.log(`  ${what}: ${compared}; ${reach}: ${verdict(result)}`);
    results.push(result);
  }
}

console.log(`\n${inMarkdown(results)}`);
if (isWhole) writeResults('bench', startedAt, { results });
process.exit(results.every(({ isReached }) => isReached) ? 0 : 1);
