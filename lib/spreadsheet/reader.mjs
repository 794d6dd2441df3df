// @ts-check
// A separate program, started by `read.ts`: reads a file from standard input and writes the result of `readRows` as JSON.
import { writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { readRows } from './rows.mjs';

try {
  // If the machine runs out of memory in spite of the limits, Linux kills this process first, not the site.
  writeFileSync('/proc/self/oom_score_adj', '1000');
} catch {
  // Only Linux has this file.
}
process.stdout.write(JSON.stringify(await readRows(await buffer(process.stdin))));
