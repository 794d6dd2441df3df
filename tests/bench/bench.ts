/**
 * `npm run bench`: the site against the barest thing that does the same, side by side in one run. Ratios, because seconds
 * belong to a machine; what is not a ratio says its own measure. `--only pages,mix` runs some parts, `--mix-seconds 30` a
 * shorter mix, `--write` puts the results into `BENCHMARKS.md`. Build first.
 */
import { parseArgs } from 'node:util';
import { inBrowser } from './browser';
import { confirmations } from './confirmations';
import { imports } from './imports';
import { instances } from './instances';
import { mix } from './mix';
import { pages } from './pages';
import { inMarkdown, type Result, verdict, writeResults } from './report';
import { secretariat } from './secretariat';
import { startUp } from './start-up';

const MIX_SECONDS = 300;

const { values: asked } = parseArgs({
  options: {
    only: { type: 'string' },
    'mix-seconds': { type: 'string', default: String(MIX_SECONDS) },
    write: { type: 'boolean', default: false },
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
if (asked.write && !isWhole) throw new Error('only a whole run is written down');

const since = performance.now();
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

const markdown = inMarkdown(results, Math.round((performance.now() - since) / 60_000));
console.log(`\n${markdown}`);
if (asked.write) writeResults(markdown);
process.exit(results.every(({ isReached }) => isReached) ? 0 : 1);
