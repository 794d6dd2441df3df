/**
 * `npm run bench`: the site against the barest thing that does the same, side by side in one run. Ratios, because seconds
 * belong to a machine; what is not a ratio says its own measure. A whole run writes `docs/results/bench.json`;
 * `--only pages,mix` runs some parts, `--mix-seconds 30` a shorter mix, and neither writes anything. Build first.
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

const { values: asked } = parseArgs({
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
  mix: () => mix(Number(asked['mix-seconds'])),
};
const chosen = asked.only?.split(',') ?? Object.keys(parts);
const isWhole = !asked.only && Number(asked['mix-seconds']) >= MIX_SECONDS;

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
