/** A process of its own that confirms many people, or one many times, sixteen at a time: `confirm-many.ts NAME COUNT [same]`. */
import { confirmAttendance } from '@/lib/registration/service';
import { aConfirmation, at, beforeDeadline } from './builders';

const [name = 'someone', count = '1', same] = process.argv.slice(2);
const AT_ONCE = 16;

const confirm = (number: number) =>
  confirmAttendance(
    aConfirmation({ email: same ? `${same}@example.org` : `${name}-${number}@example.org` }),
    at(beforeDeadline),
  );

// The first one also loads the database's engine; what is measured is the server at work.
let confirmed = (await confirm(0)).ok ? 1 : 0;

let longestPauseMs = 0;
let last = performance.now();
setInterval(() => {
  longestPauseMs = Math.max(longestPauseMs, performance.now() - last);
  last = performance.now();
}, 5).unref();

const numbers = Array.from({ length: Number(count) - 1 }, (_, index) => index + 1);
const worker = async () => {
  for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) {
    if ((await confirm(number)).ok) confirmed += 1;
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));
console.log(JSON.stringify({ confirmed, longestPauseMs }));
process.exit(0);
