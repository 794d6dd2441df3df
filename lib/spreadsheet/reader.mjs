// @ts-check
// A program of its own, started by `read.ts`: a file comes on standard input, what `readRows` says of it goes out as JSON.
import { buffer } from 'node:stream/consumers';
import { readRows } from './rows.mjs';

process.stdout.write(JSON.stringify(await readRows(await buffer(process.stdin))));
