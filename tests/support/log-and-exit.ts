/** A program that waits for the end of its input, logs the given number of lines, and exits at once. */
import { once } from 'node:events';
import { log } from '@/lib/server/log';

const lines = Number(process.argv[2]);
process.stdout.on('error', () => {});
process.stdin.resume();
await once(process.stdin, 'end');
for (let line = 1; line <= lines; line++) log.info({ event: 'stopped', line });
process.exit(143);
