// @ts-check
// A program of its own, started by `read.ts`: a file comes on standard input, what `readRows` says of it goes out as JSON.
import { writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { readRows } from './rows.mjs';

try {
  // Where memory runs out in spite of the limits, Linux ends this process and not the site.
  writeFileSync('/proc/self/oom_score_adj', '1000');
} catch {
  // Another system has its own ways.
}
process.stdout.write(JSON.stringify(await readRows(await buffer(process.stdin))));
