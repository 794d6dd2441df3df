import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { type Answer, ask } from './ask';
import { nameOf } from './builders';
import type { Installation } from './instances';
import { startReferenceProxy } from './reference-proxy';
import { hiddenFields } from './site';
import { askServer } from './sql';
import { until, untilElapsed } from './timing';

/** Visitor number n has an address of their own on this machine's network. */
export const visitor = (n: number): string => `127.${1 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`;

export type Sending = { type: string; body: Buffer };

/** The form as this visitor sees it, filled in. */
export async function filledIn(n: number, person: number, origin: string): Promise<Sending> {
  const page = await ask(`${origin}/ar/rsvp`, visitor(n));
  if (page.status !== 200) throw new Error(`the form answered ${page.status}`);
  const form = new FormData();
  for (const [name, value] of hiddenFields(page.body)) form.append(name, value);
  form.append('fullName', nameOf(person));
  form.append('jobTitle', 'مديرة التحول الرقمي');
  form.append('email', emailOf(person));
  const encoded = new Response(form);
  return {
    type: encoded.headers.get('content-type') ?? '',
    body: Buffer.from(await encoded.arrayBuffer()),
  };
}

export const emailOf = (person: number): string => `person-${person}@example.org`;

export const send = (n: number, { type, body }: Sending, origin: string): Promise<Answer> =>
  ask(`${origin}/ar/rsvp`, visitor(n), {
    method: 'POST',
    headers: { 'content-type': type, origin, 'content-length': String(body.length) },
    body,
  });

/** Does it for each number, some at a time. */
async function forEach(count: number, atOnce: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/**
 * So many visitors confirm through the proxy, while each instance of three is stopped and started in order, and one is killed. Each person
 * is recorded once, each letter arrives once, and nobody meets an error; an answer may only be cut by the kill.
 * @returns a line that says what was counted
 */
export async function confirmWhileRestarting(installation: Installation, visitors: number): Promise<string> {
  const AT_ONCE = 24;
  const { origin, database, mailbox } = installation;
  const sql = <Row>(statement: string) => askServer<Row>(database, statement);
  await sql('DELETE FROM "OutboxMessage"');
  await sql('DELETE FROM "AuditEvent" WHERE "registrationId" IS NOT NULL');
  await sql('DELETE FROM "Registration"');
  mailbox.letters.length = 0;

  /** How often an answer was cut off on its way: the instance that was writing it was killed. */
  let cut = 0;
  /** What a person does whose page stopped half-way: the same once more. */
  async function orOnceMore<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!/ECONNRESET|aborted|socket hang up/.test(String(error))) throw error;
      cut += 1;
      return work();
    }
  }

  const wrong: string[] = [];
  let done = 0;
  let cutBeforeKill = -1;
  const restarts = (async () => {
    const [first, second, third] = installation.instances;
    if (!first || !second || !third) throw new Error('too few instances');
    const stops: Awaited<ReturnType<typeof first.end>>[] = [];
    const reached = (share: number) => until(() => done >= visitors * share, 300_000, 20);
    for (const [share, instance] of [
      [0.15, first],
      [0.35, second],
      [0.55, first],
    ] as const) {
      await reached(share);
      stops.push(await instance.end('SIGTERM'));
      await instance.start();
    }
    await reached(0.75);
    cutBeforeKill = cut;
    await third.end('SIGKILL');
    await third.start();
    return stops;
  })();

  // Each tenth is somebody who confirmed a while ago, through whichever instance it was; each tenth sends the form twice.
  const personOf = (n: number) => (n % 10 === 9 && n > 100 ? n - 95 : n);
  await forEach(visitors, AT_ONCE, async (n) => {
    const client = 100_000 + n;
    const sending = await orOnceMore(() => filledIn(client, personOf(n), origin));
    for (let times = n % 10 === 4 ? 2 : 1; times > 0; times--) {
      const answer = await orOnceMore(() => send(client, sending, origin));
      if (answer.status !== 303) wrong.push(`${answer.status} ${answer.body.slice(0, 2_000)}`);
    }
    done += 1;
  });
  const stops = await restarts;

  expect(wrong).toEqual([]);
  // Whoever restarts in order cuts nobody off.
  expect(cutBeforeKill).toBe(0);
  expect(cut).toBeLessThanOrEqual(AT_ONCE);
  for (const stop of stops) {
    expect(stop?.code).toBe(143);
    expect(stop?.ms).toBeLessThan(20_000);
  }

  const people = new Set(Array.from({ length: visitors }, (_, n) => personOf(n))).size;
  const [rows] = await sql<{ all: string; persons: string }>(
    'SELECT count(*) AS "all", count(DISTINCT "emailKey") AS persons FROM "Registration"',
  );
  expect(Number(rows?.all)).toBe(people);
  expect(Number(rows?.persons)).toBe(people);

  await sendAll(installation);
  const owed = await sql<{ id: string }>('SELECT id FROM "OutboxMessage"');
  const acknowledged = await sql(`SELECT 1 FROM "OutboxMessage" WHERE kind = 'acknowledgement'`);
  expect(acknowledged).toHaveLength(people);
  const arrivals = mailbox.letters.map(({ messageId }) => messageId ?? '');
  expect(new Set(arrivals).size).toBe(owed.length);
  // Twice only what an instance had in hand when it was killed: three connections.
  const twice = arrivals.length - owed.length;
  expect(twice).toBeLessThanOrEqual(3);
  const took = stops.map((stop) => Math.round(stop?.ms ?? 0)).join(', ');
  return `${visitors} visitors, ${people} people, ${arrivals.length} letters, ${twice} twice, ${cut} answers cut; stops took ${took} ms`;
}

/** Waits until all letters are out. Those of a killed instance are due again once their lease is over: here it ends when no other has any. */
async function sendAll({ database }: Installation): Promise<void> {
  const waiting = async (due: string) =>
    (await askServer(database, `SELECT 1 FROM "OutboxMessage" WHERE "sentAt" IS NULL AND ${due}`)).length;
  let before = -1;
  await until(
    async () => {
      const [due, leased] = [await waiting('"dueAt" <= now()'), await waiting('"dueAt" > now()')];
      const isStill = due === 0 && leased === before;
      before = leased;
      return isStill;
    },
    240_000,
    1_000,
  );
  await askServer(database, `UPDATE "OutboxMessage" SET "dueAt" = now() WHERE "sentAt" IS NULL`);
  const isDone = await until(async () => (await waiting('true')) === 0, 60_000);
  expect(isDone, 'letters that never went').not.toBeNull();
}

/** So many readers at once ask the proxy for one page that takes seven seconds to make: each gets it, and few of them are passed on. */
export async function readSlowPage(readers: number): Promise<void> {
  let asked = 0;
  const upstream = createServer(async (_, response) => {
    asked += 1;
    response.setHeader('cache-control', 's-maxage=10');
    // Longer than the five seconds for which nginx lets readers wait unless it is told otherwise.
    await untilElapsed(7_000);
    response.end('a note');
  });
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  const proxy = await startReferenceProxy([(upstream.address() as AddressInfo).port]);
  try {
    const answers = Array.from({ length: readers }, (_, n) =>
      ask(`${proxy.origin}/ar`, visitor(100 + (n % 50))),
    );
    for (const { status, body } of await Promise.all(answers)) expect(`${status} ${body}`).toBe('200 a note');
    // By the first of them, and by one more each five seconds, in case that the first is never answered.
    expect(asked).toBeLessThan(10);
  } finally {
    await proxy.stop();
    upstream.closeAllConnections();
    upstream.close();
  }
}
