// @ts-check
// A separate program, started by `read.ts`: reads from standard input a line that says which sheet is wanted, as JSON, and behind
// it the file. Writes the result of `readRows` as JSON.
import { writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { readRows } from './rows.mjs';

try {
  // If the machine runs out of memory in spite of the limits, Linux kills this process first, not the site.
  writeFileSync('/proc/self/oom_score_adj', '1000');
} catch {
  // Only Linux has this file.
}
const input = await buffer(process.stdin);
const lineEnd = input.indexOf('\n');
const wanted = JSON.parse(input.toString('utf8', 0, lineEnd));
process.stdout.write(JSON.stringify(await readRows(input.subarray(lineEnd + 1), wanted)));
