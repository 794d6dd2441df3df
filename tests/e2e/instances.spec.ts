import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { ask } from '../support/ask';
import { type Installation, startInstallation } from '../support/instances';
import { startReferenceProxy } from '../support/reference-proxy';
import {
  confirmWhileRestarting,
  emailOf,
  fillForm,
  readSlowPage,
  send,
  visitor,
} from '../support/rolling-restart';
import { queryServer } from '../support/sql';

// One installation for all tests of this file, which run one after the other.
test.describe.configure({ mode: 'default', timeout: 300_000 });
let installation: Installation;
test.beforeAll(async () => {
  installation = await startInstallation(3);
});
test.afterEach(async ({ browserName: _ }, info) => {
  if (info.status === info.expectedStatus) return;
  for (const [index, instance] of installation.instances.entries())
    await info.attach(`instance-${index + 1}.log`, { body: instance.log(), contentType: 'text/plain' });
});
test.afterAll(() => installation?.stop());

const sql = <Row>(statement: string, ...values: unknown[]): Promise<Row[]> =>
  queryServer(installation.database, statement, values);

test('a form that one instance rendered is accepted by another', async () => {
  const [first, second] = installation.instances;
  if (!first || !second) throw new Error('too few instances');
  const response = await send(1, await fillForm(1, 900_100, first.origin), second.origin);
  expect(response.status).toBe(303);
  expect(await sql('SELECT 1 FROM "Registration" WHERE "emailKey" = $1', emailOf(900_100))).toHaveLength(1);
});

test('a forged client address does not reach the site', async () => {
  const from = visitor(2);
  const statusOf = async (number: number) => {
    const { type, body } = await fillForm(60_000 + number, 900_000 + number, installation.origin);
    const forged = `203.0.113.${number}`;
    const { status } = await ask(`${installation.origin}/ar/rsvp`, from, {
      method: 'POST',
      headers: {
        'content-type': type,
        origin: installation.origin,
        'x-forwarded-for': forged,
        forwarded: `for=${forged}`,
        'x-client-address': forged,
      },
      body,
    });
    return status;
  };
  const statuses = [await statusOf(0)];
  // As if the address of the connection had sent all but three of the sixty forms that it may send in ten minutes.
  await sql(`UPDATE "RateLimiterFlexible" SET points = 57 WHERE key LIKE 'confirmByClient:%'`);
  for (let number = 1; number <= 4; number += 1) statuses.push(await statusOf(number));
  expect(statuses).toEqual([303, 303, 303, 303, 429]);
  await sql(`DELETE FROM "RateLimiterFlexible" WHERE key LIKE 'confirmByClient:%'`);
  await sql(`UPDATE "OutboxMessage" SET "stoppedAt" = now() WHERE "sentAt" IS NULL`);
});

test('a moved deadline applies on every instance at once, and shows on the note within a minute', async () => {
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

// `npm run prove` confirms ten times as many.
test('300 confirmations while instances restart: each person once, each email once, no error', async () => {
  console.log(await confirmWhileRestarting(installation, 300));
});

test('the proxy compresses, serves static files from disk, and shows the note while the site is down', async () => {
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
    const cachedPage = await at(path);
    expect(cachedPage.status).toBe(200);
    expect(cachedPage.body).toContain(words);
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

test('the proxy makes no visitor wait for another visitor’s form', async () => {
  // Responds only once two requests have arrived.
  const pending: ServerResponse[] = [];
  const upstream = createServer((_, response) => {
    pending.push(response);
    if (pending.length === 2) for (const waiting of pending) waiting.end('a form');
  });
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  const proxy = await startReferenceProxy([(upstream.address() as AddressInfo).port]);
  try {
    const responses = [visitor(5), visitor(6)].map((from) => ask(`${proxy.origin}/ar/rsvp`, from));
    // Shorter than the five seconds for which nginx lets a second reader of a cached page wait for the first.
    await expect.poll(() => pending.length, { timeout: 4_000 }).toBe(2);
    for (const { status } of await Promise.all(responses)) expect(status).toBe(200);
  } finally {
    await proxy.stop();
    upstream.closeAllConnections();
    upstream.close();
  }
});

// `npm run prove` reads with ten times as many.
test('250 readers wait at once for one slow page, and each of them gets it', async () => {
  await readSlowPage(250);
});
