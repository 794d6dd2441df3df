/** A program that logs so many lines when its input ends, and then ends itself at once. */
import { once } from 'node:events';
import { log } from '@/lib/server/log';

const lines = Number(process.argv[2]);
process.stdout.on('error', () => {});
process.stdin.resume();
await once(process.stdin, 'end');
for (let line = 1; line <= lines; line++) log.info({ event: 'stopped', line });
process.exit(143);
