import { setImmediate as next } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Preloaded into a process of the site. At SIGUSR2 it collects garbage and prints the memory in use, in bytes. Without a collection the
// size of the heap says little, because the engine lets it grow.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

// Weakly cached values and unused code are freed only after several collections.
const COLLECTIONS = 12;

process.on('SIGUSR2', async () => {
  for (let count = 0; count < COLLECTIONS; count++) {
    collect();
    await next();
  }
  const { heapUsed, external } = process.memoryUsage();
  console.log(JSON.stringify({ held: heapUsed + external }));
});
