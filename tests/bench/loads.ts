import { spawn } from 'node:child_process';
import { once } from 'node:events';
import autocannon from 'autocannon';
import { bring } from '@/tests/support/programs';
import { networkOf } from '@/tests/support/site';

const SECONDS = 6;
export const CONNECTIONS = 16;
const BOUNDARY = 'boundary-of-the-benchmark';

/**
 * Reads pages with wrk. A load generator in JavaScript would be slower than the site.
 * @param accepted the Accept-Encoding header of the requests
 * @returns responses per second
 */
export async function read(url: string, accepted = 'identity'): Promise<number> {
  const wrk = bring('wrk', 'wrk');
  const load = ['-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, '--timeout', '30s'];
  const child = spawn(wrk, [...load, '-H', `Accept-Encoding: ${accepted}`, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  await once(child, 'exit');
  const rate = printed.match(/Requests\/sec:\s+([\d.]+)/)?.[1];
  if (!rate || /Non-2xx|Socket errors/.test(printed)) throw new Error(`${url}: ${printed}`);
  return Number(rate);
}

/** The number of confirmations so far. Each is another person. */
let people = 0;
export const nextPerson = (): number => ++people;

export const emailOf = (person: number): string => `person-${person}@example.org`;

type Hidden = [string, string][];

/** The completed form of person number n, as a browser without JavaScript sends it. */
export function filledIn(hidden: Hidden, person: number): { type: string; body: string } {
  const values = {
    fullName: 'سلمى المثال',
    jobTitle: 'مديرة برنامج الحكومة الرقمية',
    email: emailOf(person),
    presentationTitle: '',
    country: 'JO',
    organization: 'وزارة النموذج',
  };
  const parts = [...hidden, ...Object.entries(values)].map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return { type: `multipart/form-data; boundary=${BOUNDARY}`, body: `${parts.join('')}--${BOUNDARY}--\r\n` };
}

/**
 * Confirms as fast as possible, each request for another person from another network. A response other than a redirect ends the run.
 * @returns confirmations per second
 */
export async function confirm(url: string, hidden: Hidden): Promise<number> {
  const options = {
    url,
    method: 'POST',
    connections: CONNECTIONS,
    duration: SECONDS,
    headers: { 'content-type': filledIn([], 0).type, origin: new URL(url).origin },
    requests: [
      {
        setupRequest: (request: autocannon.Request) => {
          const person = nextPerson();
          return {
            ...request,
            body: filledIn(hidden, person).body,
            headers: { ...request.headers, 'x-forwarded-for': networkOf(person) },
          };
        },
      },
    ],
  };
  const result = await autocannon(options);
  const unexpected = result['2xx'] + result['4xx'] + result['5xx'];
  if (unexpected > 0 || result.errors > 0)
    throw new Error(`${url}: ${unexpected} unexpected answers, ${result.errors} errors`);
  return result.requests.total / result.duration;
}

/** Repeats the work for some seconds with a fixed concurrency. @returns how often per second */
export async function repeat(work: () => Promise<void>): Promise<number> {
  const since = performance.now();
  let done = 0;
  const worker = async () => {
    while (performance.now() - since < SECONDS * 1_000) {
      await work();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return (done * 1_000) / (performance.now() - since);
}
