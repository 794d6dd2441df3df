import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { type Answer, ask } from '../support/ask';
import { type Installation, startInstallation } from '../support/instances';
import { startReferenceProxy } from '../support/reference-proxy';
import { hiddenFields } from '../support/site';
import { askServer } from '../support/sql';

let installation: Installation;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  installation = await startInstallation(3);
});
test.afterAll(() => installation?.stop());

const sql = <Row>(statement: string, ...values: unknown[]): Promise<Row[]> =>
  askServer(installation.database, statement, values);

/** Visitor number n has an address of their own on this machine's network. */
const visitor = (n: number): string => `127.${1 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`;

type Sending = { type: string; body: Buffer };

/** Asks as browsers do: told to send it once more to the same address, as an instance says that is just starting, it does. */
async function browse(...[address, from, request]: Parameters<typeof ask>): Promise<Answer> {
  const answer = await ask(address, from, request);
  return answer.status === 307 ? ask(address, from, request) : answer;
}

/** The form as this visitor sees it, filled in. */
async function filledIn(n: number, person: number, origin = installation.origin): Promise<Sending> {
  const page = await browse(`${origin}/ar/rsvp`, visitor(n));
  if (page.status !== 200) throw new Error(`the form answered ${page.status}`);
  const form = new FormData();
  for (const [name, value] of hiddenFields(page.body)) form.append(name, value);
  form.append('fullName', `سلمى المثال ${person}`);
  form.append('jobTitle', 'مديرة التحول الرقمي');
  form.append('email', emailOf(person));
  const encoded = new Response(form);
  return {
    type: encoded.headers.get('content-type') ?? '',
    body: Buffer.from(await encoded.arrayBuffer()),
  };
}

const emailOf = (person: number): string => `person-${person}@example.org`;

const send = (n: number, { type, body }: Sending, origin = installation.origin): Promise<Answer> =>
  browse(`${origin}/ar/rsvp`, visitor(n), {
    method: 'POST',
    headers: { 'content-type': type, origin, 'content-length': String(body.length) },
    body,
  });

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

/** Does it for each number, some at a time. */
async function forEach(count: number, atOnce: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

test('a form that one instance rendered is accepted by another', async () => {
  const [first, second] = installation.instances;
  if (!first || !second) throw new Error('too few instances');
  const answer = await send(1, await filledIn(1, 900_100, first.origin), second.origin);
  expect(answer.status).toBe(303);
  expect(await sql('SELECT 1 FROM "Registration" WHERE "emailKey" = $1', emailOf(900_100))).toHaveLength(1);
});

test('a forged address of the client does not reach the site', async () => {
  const from = visitor(2);
  const tries = Array.from({ length: 34 }, (_, index) => index);
  const answers: Answer[] = [];
  for (const index of tries) {
    const { type, body } = await filledIn(60_000 + index, 900_000 + index);
    answers.push(
      await ask(`${installation.origin}/ar/rsvp`, from, {
        method: 'POST',
        headers: {
          'content-type': type,
          origin: installation.origin,
          'x-forwarded-for': `203.0.113.${index}`,
          forwarded: `for=203.0.113.${index}`,
          'x-client-address': `203.0.113.${index}`,
        },
        body,
      }),
    );
  }
  // Thirty in ten minutes, counted for the address from which they came.
  expect(answers.filter(({ status }) => status === 303)).toHaveLength(30);
  await sql(`UPDATE "OutboxMessage" SET "stoppedAt" = now() WHERE "sentAt" IS NULL`);
});

test('a moved deadline holds on every instance at once, and within a minute on the note', async () => {
  const notes = installation.instances.map(({ origin }) => `${origin}/ar`);
  for (const note of notes) expect((await ask(note, visitor(3))).body).toContain('/ar/rsvp');
  await sql(
    `INSERT INTO "MeetingChange" ("meetingId", "closesAt") SELECT DISTINCT "meetingId", timestamp '2024-01-10 20:00' FROM "Registration"`,
  );
  const since = Date.now();
  for (const { origin } of installation.instances) {
    const { body } = await ask(`${origin}/ar/rsvp`, visitor(3));
    expect(body).not.toContain('name="fullName"');
  }
  await expect
    .poll(
      async () =>
        (await Promise.all(notes.map((note) => ask(note, visitor(3))))).filter(({ body }) =>
          body.includes('10 كانون الثاني/يناير 2024'),
        ).length,
      { timeout: 60_000, intervals: [1_000] },
    )
    .toBe(3);
  expect(Date.now() - since).toBeLessThan(60_000);
  await sql('DELETE FROM "MeetingChange"');
});

test('3,000 confirmations while instances are restarted: each person once, each letter once, and no error', async () => {
  test.setTimeout(400_000);
  await sql('DELETE FROM "OutboxMessage"');
  await sql('DELETE FROM "AuditEvent" WHERE "registrationId" IS NOT NULL');
  await sql('DELETE FROM "Registration"');
  installation.mailbox.letters.length = 0;

  const SENDINGS = 3_000;
  const AT_ONCE = 24;
  const wrong: string[] = [];
  let done = 0;
  let killed = 0;
  let cutBeforeKill = -1;

  const restarts = (async () => {
    const [first, second, third] = installation.instances;
    if (!first || !second || !third) throw new Error('too few instances');
    const stops: Awaited<ReturnType<typeof first.end>>[] = [];
    const reached = async (share: number) => {
      while (done < SENDINGS * share) await new Promise((resolve) => setTimeout(resolve, 50));
    };
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
    killed += 1;
    await third.start();
    return stops;
  })();

  await forEach(SENDINGS, AT_ONCE, async (n) => {
    // Each tenth is somebody who confirmed a while ago, through whichever instance it was; each tenth sends the form twice.
    const person = n % 10 === 9 && n > 100 ? n - 95 : n;
    const client = 100_000 + n;
    const sending = await orOnceMore(() => filledIn(client, person));
    for (let times = n % 10 === 4 ? 2 : 1; times > 0; times--) {
      const answer = await orOnceMore(() => send(client, sending));
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

  const people = new Set(Array.from({ length: SENDINGS }, (_, n) => (n % 10 === 9 && n > 100 ? n - 95 : n)))
    .size;
  const [rows] = await sql<{ all: string; persons: string }>(
    'SELECT count(*) AS "all", count(DISTINCT "emailKey") AS persons FROM "Registration"',
  );
  expect(Number(rows?.all)).toBe(people);
  expect(Number(rows?.persons)).toBe(people);

  // Leases of the instance that was killed run out after two minutes.
  await expect
    .poll(async () => (await sql('SELECT 1 FROM "OutboxMessage" WHERE "sentAt" IS NULL LIMIT 1')).length, {
      timeout: 240_000,
      intervals: [1_000],
    })
    .toBe(0);
  const owed = await sql<{ id: string }>('SELECT id FROM "OutboxMessage"');
  const acknowledged = await sql(`SELECT 1 FROM "OutboxMessage" WHERE kind = 'acknowledgement'`);
  expect(acknowledged).toHaveLength(people);
  const arrivals = installation.mailbox.letters.map(({ messageId }) => messageId ?? '');
  expect(new Set(arrivals).size).toBe(owed.length);
  // Twice only what an instance had in hand when it was killed: three connections each.
  const twice = arrivals.length - owed.length;
  expect(twice).toBeLessThanOrEqual(3 * killed);
  console.log(
    `${SENDINGS} visitors, ${people} people, ${arrivals.length} letters, ${twice} twice, ${cut} answers cut; stops took ${stops.map((stop) => Math.round(stop?.ms ?? 0)).join(', ')} ms`,
  );
});

test('the proxy compresses, serves the build’s files from the disk, and shows the note while the site is down', async () => {
  const from = visitor(4);
  const at = (path: string, headers = {}) => ask(`${installation.origin}${path}`, from, { headers });
  const note = await at('/ar', { 'accept-encoding': 'gzip' });
  expect(note.headers['content-encoding']).toBe('gzip');
  const { body } = await at('/en');
  const style = body.match(/\/_next\/static\/[^"]+\.css/)?.[0] ?? '';
  expect((await at('/health')).status).toBe(404);
  expect((await at('/metrics')).status).toBe(404);
  const tooLarge = Buffer.alloc(4 * 2 ** 20);
  const posted = await ask(`${installation.origin}/ar/rsvp`, from, { method: 'POST', body: tooLarge });
  expect(posted.status).toBe(413);

  await Promise.all(installation.instances.map((instance) => instance.end('SIGTERM')));
  for (const [path, words] of [
    ['/ar', 'جدول الأعمال'],
    ['/en', 'Agenda'],
  ] as const) {
    const kept = await at(path);
    expect(kept.status).toBe(200);
    expect(kept.body).toContain(words);
  }
  const file = await at(style);
  expect(file.status).toBe(200);
  expect(file.headers['cache-control']).toContain('immutable');
  const form = await at('/ar/rsvp');
  expect(form.status).toBe(503);
  expect(form.headers['retry-after']).toBe('60');
  expect(form.body).toContain('الموقع غير متاح الآن');
  expect(form.body).toContain('The site is away for a moment');

  await Promise.all(installation.instances.map((instance) => instance.start()));
  await expect.poll(async () => (await at('/ar/rsvp')).status).toBe(200);
});

test('the proxy lets nobody wait for the form of somebody else', async () => {
  // Answers nobody before two have asked.
  const asked: ServerResponse[] = [];
  const upstream = createServer((_, response) => {
    asked.push(response);
    if (asked.length === 2) for (const each of asked) each.end('a form');
  });
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  const proxy = await startReferenceProxy([(upstream.address() as AddressInfo).port]);
  try {
    const answers = [visitor(5), visitor(6)].map((from) => ask(`${proxy.origin}/ar/rsvp`, from));
    // Shorter than the five seconds for which nginx lets a second reader of a page that it keeps wait for the first.
    await expect.poll(() => asked.length, { timeout: 4_000 }).toBe(2);
    for (const { status } of await Promise.all(answers)) expect(status).toBe(200);
  } finally {
    await proxy.stop();
    upstream.closeAllConnections();
    upstream.close();
  }
});

test('2,500 readers at once wait for one page that is long in the making, and each of them gets it', async () => {
  let asked = 0;
  const upstream = createServer((_, response) => {
    asked += 1;
    response.setHeader('cache-control', 's-maxage=10');
    // Longer than the five seconds for which nginx lets readers wait unless it is told otherwise.
    setTimeout(() => response.end('a note'), 7_000);
  });
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  const proxy = await startReferenceProxy([(upstream.address() as AddressInfo).port]);
  try {
    const readers = Array.from({ length: 2_500 }, (_, n) =>
      ask(`${proxy.origin}/ar`, visitor(100 + (n % 50))),
    );
    for (const { status, body } of await Promise.all(readers)) expect(`${status} ${body}`).toBe('200 a note');
    // By the first of them, and by one more each five seconds, in case that the first is never answered.
    expect(asked).toBeLessThan(10);
  } finally {
    await proxy.stop();
    upstream.closeAllConnections();
    upstream.close();
  }
});
