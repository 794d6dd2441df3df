import { setImmediate as next } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Loaded into a process of the site before it starts: at a signal it says what it holds once everything that nobody
// holds is collected, in bytes. Until then an engine lets its heap grow as it likes.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

// What is cached weakly, and code that has not run lately, goes after some collections only.
const COLLECTIONS = 12;

process.on('SIGUSR2', async () => {
  for (let nth = 0; nth < COLLECTIONS; nth++) {
    collect();
    await next();
  }
  const { heapUsed, external } = process.memoryUsage();
  console.log(JSON.stringify({ held: heapUsed + external }));
});
