import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { type Answer, ask } from './ask';
import { nameOf } from './builders';
import type { Installation } from './instances';
import { startReferenceProxy } from './reference-proxy';
import { hiddenFields } from './site';
import { queryServer } from './sql';
import { until, untilElapsed } from './timing';

/** The loopback address of visitor number n. */
export const visitor = (n: number): string => `127.${1 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`;

/** A filled-in form, encoded. */
export type EncodedForm = { type: string; body: Buffer };

/** Opens the form as visitor n, and fills it in for a person. */
export async function fillForm(n: number, person: number, origin: string): Promise<EncodedForm> {
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

export const send = (n: number, { type, body }: EncodedForm, origin: string): Promise<Answer> =>
  ask(`${origin}/ar/rsvp`, visitor(n), {
    method: 'POST',
    headers: { 'content-type': type, origin, 'content-length': String(body.length) },
    body,
  });

/** Calls a function for each number below `count`, at most `limit` at the same time. */
async function forEachNumber(
  count: number,
  limit: number,
  work: (n: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

/**
 * Lets visitors confirm through the proxy while three instances are restarted: two of them in order, the third after a kill. Expects that
 * each person is recorded once, each email arrives once and nobody gets an error. Only the kill may cut off responses.
 * @returns a line with the counts
 */
export async function confirmWhileRestarting(installation: Installation, visitors: number): Promise<string> {
  const PARALLEL = 24;
  const { origin, database, mailbox } = installation;
  const sql = <Row>(statement: string) => queryServer<Row>(database, statement);
  await sql('DELETE FROM "OutboxMessage"');
  await sql('DELETE FROM "AuditEvent" WHERE "registrationId" IS NOT NULL');
  await sql('DELETE FROM "Registration"');
  mailbox.emails.length = 0;

  /** How many responses were cut off, because the instance that was writing them was killed. */
  let cut = 0;
  /** Repeats a request once if its response is cut off, as a person does. */
  async function withRetry<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!/ECONNRESET|aborted|socket hang up/.test(String(error))) throw error;
      cut += 1;
      return work();
    }
  }

  const wrongAnswers: string[] = [];
  let done = 0;
  let cutBeforeKill = -1;
  const restarts = (async () => {
    const [first, second, third] = installation.instances;
    if (!first || !second || !third) throw new Error('too few instances');
    const stops: Awaited<ReturnType<typeof first.end>>[] = [];
    const reachShare = (share: number) => until(() => done >= visitors * share, 300_000, 20);
    for (const [share, instance] of [
      [0.15, first],
      [0.35, second],
      [0.55, first],
    ] as const) {
      await reachShare(share);
      stops.push(await instance.end('SIGTERM'));
      await instance.start();
    }
    await reachShare(0.75);
    cutBeforeKill = cut;
    await third.end('SIGKILL');
    await third.start();
    return stops;
  })();

  // One visitor in ten is a person who confirmed a while before, perhaps at another instance. One in ten submits the form twice.
  const personOf = (n: number) => (n % 10 === 9 && n > 100 ? n - 95 : n);
  await forEachNumber(visitors, PARALLEL, async (n) => {
    const client = 100_000 + n;
    const form = await withRetry(() => fillForm(client, personOf(n), origin));
    for (let times = n % 10 === 4 ? 2 : 1; times > 0; times--) {
      const answer = await withRetry(() => send(client, form, origin));
      if (answer.status !== 303) wrongAnswers.push(`${answer.status} ${readableText(answer.body)}`);
    }
    done += 1;
  });
  const stops = await restarts;

  expect(wrongAnswers).toEqual([]);
  // A restart in order cuts off no response.
  expect(cutBeforeKill).toBe(0);
  expect(cut).toBeLessThanOrEqual(PARALLEL);
  for (const stop of stops) {
    expect(stop?.code).toBe(143);
    expect(stop?.ms).toBeLessThan(20_000);
  }

  const people = new Set(Array.from({ length: visitors }, (_, n) => personOf(n))).size;
  const [rows] = await sql<{ registrations: string; persons: string }>(
    'SELECT count(*) AS registrations, count(DISTINCT "emailKey") AS persons FROM "Registration"',
  );
  expect(Number(rows?.registrations)).toBe(people);
  expect(Number(rows?.persons)).toBe(people);

  await waitUntilAllSent(installation);
  const messages = await sql<{ id: string }>('SELECT id FROM "OutboxMessage"');
  const acknowledged = await sql(`SELECT 1 FROM "OutboxMessage" WHERE kind = 'acknowledgement'`);
  expect(acknowledged).toHaveLength(people);
  const arrivals = mailbox.emails.map(({ messageId }) => messageId ?? '');
  expect(new Set(arrivals).size).toBe(messages.length);
  // Only the emails that the killed instance was sending may arrive twice: it has three SMTP connections.
  const twice = arrivals.length - messages.length;
  expect(twice).toBeLessThanOrEqual(3);
  const stopTimes = stops.map((stop) => Math.round(stop?.ms ?? 0)).join(', ');
  return `${visitors} visitors, ${people} people, ${arrivals.length} emails, ${twice} twice, ${cut} answers cut; stops took ${stopTimes} ms`;
}

/**
 * Waits until all emails are sent. Emails that a killed instance had claimed are due only after their lease; it is ended here as soon as
 * only such emails are left.
 */
async function waitUntilAllSent({ database }: Installation): Promise<void> {
  const countWaiting = async (due: string) =>
    (await queryServer(database, `SELECT 1 FROM "OutboxMessage" WHERE "sentAt" IS NULL AND ${due}`)).length;
  let leasedBefore = -1;
  await until(
    async () => {
      const [due, leased] = [await countWaiting('"dueAt" <= now()'), await countWaiting('"dueAt" > now()')];
      const isStill = due === 0 && leased === leasedBefore;
      leasedBefore = leased;
      return isStill;
    },
    240_000,
    1_000,
  );
  await queryServer(database, `UPDATE "OutboxMessage" SET "dueAt" = now() WHERE "sentAt" IS NULL`);
  const isDone = await until(async () => (await countWaiting('true')) === 0, 60_000);
  expect(isDone, 'emails that were never sent').not.toBeNull();
}

/** Lets many readers request one slow page (7 s) at the same time. Expects that each gets it, and that the proxy forwards few requests. */
export async function readSlowPage(readers: number): Promise<void> {
  let forwarded = 0;
  const upstream = createServer(async (_, response) => {
    forwarded += 1;
    response.setHeader('cache-control', 's-maxage=10');
    // Longer than five seconds, after which nginx by default forwards waiting requests too.
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
    // The first request is forwarded, and one more each five seconds, in case the first is never answered.
    expect(forwarded).toBeLessThan(10);
  } finally {
    await proxy.stop();
    upstream.closeAllConnections();
    upstream.close();
  }
}

/** What a reader sees of a page: the text of its main part. */
const readableText = (body: string): string =>
  (/<main[\s\S]*<\/main>/.exec(body)?.[0] ?? body)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 1_000);
