import { openForm, type Site, sendForm } from '../support/site';
import { expect, test } from '../support/test';

// No other test has this token. A site is lent by its settings, and its process counts from its start.
const token = 'a-token-of-a-process-that-has-counted-nothing';
const fetchMetrics = (site: Site, authorization?: string) =>
  fetch(`${site.origin}/metrics`, { headers: authorization ? { authorization } : {} });

test('without a token in the settings there are no metrics', async ({ site }) => {
  expect((await fetchMetrics(site)).status).toBe(404);
  expect((await fetchMetrics(site, 'Bearer null')).status).toBe(404);
});

test('a monitoring system with the token reads metrics in Prometheus’ format, without names of people', async ({
  lend,
}) => {
  const site = await lend({ settings: { METRICS_TOKEN: token } });
  for (const invalid of [undefined, token, 'Bearer', `Bearer ${token}x`]) {
    const refused = await fetchMetrics(site, invalid);
    expect(refused.status).toBe(401);
    expect(await refused.text()).not.toContain('meeting_');
  }
  const values = { fullName: 'سلمى المثال', jobTitle: 'مديرة', email: 'salma@example.org' };
  expect((await sendForm(await openForm(`${site.origin}/ar/rsvp`), values)).status).toBe(303);
  await site.waitForEmail('salma@example.org');
  await fetch(`${site.origin}/ar/registration/a-secret-that-nobody-may-read`);

  let text = '';
  const figure = (line: string) => Number(text.match(new RegExp(`^${line} ([\\d.e+-]+)$`, 'm'))?.[1]);
  await expect
    .poll(async () => {
      text = await (await fetchMetrics(site, `Bearer ${token}`)).text();
      return figure('meeting_letters_total\\{kind="acknowledgement",outcome="sent"\\}');
    })
    .toBe(1);
  const requests = 'http_request_duration_seconds_count';
  expect(figure(`${requests}\\{route="/\\[locale\\]/rsvp",method="POST",status="303"\\}`)).toBe(1);
  expect(figure(`${requests}\\{route="/\\[locale\\]/rsvp",method="GET",status="200"\\}`)).toBe(1);
  expect(figure('meeting_registrations\\{status="confirmed"\\}')).toBe(1);
  expect(figure('meeting_registrations\\{status="withdrawn"\\}')).toBe(0);
  expect(figure('meeting_outbox_oldest_seconds')).toBeGreaterThanOrEqual(0);
  expect(figure('meeting_database_up')).toBe(1);
  expect(figure('database_query_duration_seconds_count')).toBeGreaterThan(10);
  expect(figure('database_query_duration_seconds_sum')).toBeGreaterThan(0);
  expect(figure('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
  expect(text).not.toMatch(/salma|سلمى|a-secret/);

  site.sql('ALTER TABLE OutboxMessage RENAME TO Elsewhere');
  text = await (await fetchMetrics(site, `Bearer ${token}`)).text();
  expect(figure('meeting_database_up')).toBe(0);
  expect(figure(`${requests}\\{route="/metrics",method="GET",status="401"\\}`)).toBe(4);
});
