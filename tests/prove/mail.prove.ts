import { describe, expect, test } from 'vitest';
import { MINUTE_MS } from '@/lib/instant';
import { backOffMs } from '@/lib/outbox';
import { percentile } from '@/tests/support/timing';
import { confirm, emailOf, figure, forEach, openedForm, until } from './load';
import type { Manner } from './mail-server';
import { type Secretary, signIn } from './secretary';
import { providers, startTarget, type Target } from './target';

const VISITORS = 40;
const AT_ONCE = 4;
/** A median three times that of a healthy mail server is still noise on a busy machine; waiting for mail is seconds. */
const SLOWER_AT_MOST = 3;
const NOISE_MS = 100;
const P95_MS = 3_000;
/** The longest that a silent server holds a letter: 15 s for a greeting, 30 s within a talk, and a try of each. */
const SILENCE_MS = 90_000;

const unreachable = 'تعذّر الوصول إلى خادم البريد. يحاول الموقع من جديد.';
const busy = 'طلب الخادم المستلم المحاولة لاحقاً. يحاول الموقع من جديد.';
const unknown = 'خادم البريد لا يعرف هذا العنوان. يرجى التحقق من كتابته.';

type Faulty = { name: string; begin(target: Target): Promise<void> | void; reason: string };
const behaving = (manner: Manner) => (target: Target) => {
  target.mail.manner = manner;
};
const faults: Faulty[] = [
  { name: 'refuses connections', begin: ({ mail }) => mail.refuse(), reason: unreachable },
  { name: 'says nothing', begin: behaving('hang'), reason: unreachable },
  { name: 'drops the connection', begin: behaving('drop'), reason: unreachable },
  { name: 'answers 450', begin: behaving('later'), reason: busy },
];

describe.each(providers)('on %s', (provider) => {
  test('whatever the mail server does, visitors do not wait for it, the secretariat sees why, and all is sent in the end', async () => {
    const target = await startTarget(provider);
    try {
      const { site, mail, sql } = target;
      const secretary = await signIn(target);
      const hidden = await openedForm(site.origin);
      let nextPerson = 0;

      /** Visitors come, confirm and look at the form. @returns how long they waited, and the last of them */
      const visits = async () => {
        const sent: number[] = [];
        const shown: number[] = [];
        const first = nextPerson;
        nextPerson += VISITORS;
        await forEach(VISITORS, AT_ONCE, async (n) => {
          const { status, ms } = await confirm(site.origin, hidden, first + n);
          expect(status).toBe(303);
          sent.push(ms);
          const since = performance.now();
          const page = await fetch(`${site.origin}/ar/rsvp`);
          await page.text();
          expect(page.status).toBe(200);
          shown.push(performance.now() - since);
        });
        return { sent, shown, last: nextPerson - 1 };
      };
      const recovered = async () => {
        if (!mail.isListening()) await mail.listen();
        mail.manner = 'accept';
        await target.hurry();
        await target.untilAllSent(SILENCE_MS);
      };

      await visits(); // the first pages of a process take longer, whoever takes the letters
      const healthy = [await visits()];
      await target.untilAllSent(60_000);
      const faulty: { name: string; sent: number[]; shown: number[] }[] = [];
      for (const { name, begin, reason } of faults) {
        await begin(target);
        const { sent, shown, last } = await visits();
        faulty.push({ name, sent, shown });
        await until(async () => (await refused(target)) > 0, SILENCE_MS);
        expect(await reasonShown(target, secretary), name).toContain(reason);
        const waiting = (await sql('SELECT id FROM "OutboxMessage" WHERE "sentAt" IS NULL')).length;
        expect(waiting, name).toBeGreaterThan(0);
        await recovered();
        figure(
          `${provider}, mail server ${name}: ${waiting} letters waited, all sent after it; ${last + 1} people so far`,
        );
      }
      healthy.push(await visits());
      await target.untilAllSent(60_000);

      for (const what of ['sent', 'shown'] as const) {
        const of = (hundredths: number) =>
          Math.max(...healthy.map((visit) => percentile(visit[what], hundredths)));
        for (const { name, ...visit } of faulty) {
          const median = percentile(visit[what], 50);
          const p95 = percentile(visit[what], 95);
          figure(
            `${provider}, mail server ${name}: ${what === 'sent' ? 'confirming' : 'the form page'} takes ${median.toFixed(0)} ms (p95 ${p95.toFixed(0)}), with a healthy one ${of(50).toFixed(0)} (p95 ${of(95).toFixed(0)})`,
          );
          expect(median, name).toBeLessThan(of(50) * SLOWER_AT_MOST + NOISE_MS);
          expect(p95, name).toBeLessThan(P95_MS);
        }
      }

      const arrived = new Set(mail.arrivals.map(({ id }) => id));
      const owed = await sql<{ id: string }>('SELECT id FROM "OutboxMessage"');
      expect(owed).toHaveLength(nextPerson);
      expect(owed.filter(({ id }) => !arrived.has(id))).toEqual([]);
    } finally {
      await target.stop();
    }
  });

  test('one address that is refused for ever keeps no other letter back', async () => {
    const target = await startTarget(provider);
    try {
      const { site, mail } = target;
      const secretary = await signIn(target);
      const hidden = await openedForm(site.origin);
      mail.manner = (to) => (to === emailOf(0) ? 'never' : 'accept');
      await forEach(VISITORS, AT_ONCE, async (n) => {
        expect((await confirm(site.origin, hidden, n)).status).toBe(303);
      });
      const since = performance.now();
      await until(() => acknowledged(target) === VISITORS - 1, 30_000);
      expect(await reasonShown(target, secretary)).toContain(unknown);
      figure(
        `${provider}, 550 for one address: the other ${VISITORS - 1} letters are out ${(performance.now() - since).toFixed(0)} ms after the last form`,
      );
      mail.manner = 'accept';
      await target.hurry();
      await target.untilAllSent(30_000);
      expect(acknowledged(target)).toBe(VISITORS);
    } finally {
      await target.stop();
    }
  });

  // The site keeps the machine's clock for this, so the rows are made older instead: all their times go back by the pause
  // that the site itself chose, and what it does next is what it would do at the end of that pause.
  test('a mail server that answers 450 for an hour is asked at ever longer pauses, and gets every letter after it', async () => {
    const target = await startTarget(provider);
    try {
      const { site, mail, sql } = target;
      const secretary = await signIn(target);
      const hidden = await openedForm(site.origin);
      mail.manner = 'later';
      expect((await confirm(site.origin, hidden, 0)).status).toBe(303);
      const pauses: number[] = [];
      for (let attempts = 1; attempts <= 6; attempts++) {
        await until(async () => (await refused(target)) > 0, 30_000);
        const [letter] = await sql<{ attempts: number; dueAt: string; createdAt: string }>(
          'SELECT attempts, CAST("dueAt" AS TEXT) AS "dueAt", CAST("createdAt" AS TEXT) AS "createdAt" FROM "OutboxMessage"',
        );
        expect(letter?.attempts).toBe(attempts);
        pauses.push(Math.round((instantOf(letter?.dueAt) - Date.now()) / MINUTE_MS));
        if (attempts === 6) expect(await reasonShown(target, secretary)).toContain(busy);
        const older = (text: string | undefined) =>
          new Date(instantOf(text) - backOffMs(attempts)).toISOString().replace('Z', '+00:00');
        if (attempts === 6) mail.manner = 'accept';
        await sql(
          'UPDATE "OutboxMessage" SET "createdAt" = ?, "dueAt" = ?, "lastError" = NULL',
          older(letter?.createdAt),
          older(letter?.dueAt),
        );
        const health = await (await fetch(`${site.origin}/health`)).json();
        if (attempts === 5) expect(health).toMatchObject({ status: 'degraded' });
      }
      expect(pauses).toEqual([1, 2, 4, 8, 16, 32]);
      await target.untilAllSent(30_000);
      expect(acknowledged(target)).toBe(1);
      figure(
        `${provider}, 450 for ${pauses.reduce((sum, pause) => sum + pause)} minutes: tried again after ${pauses.join(', ')} minutes, then sent`,
      );
    } finally {
      await target.stop();
    }
  });
});

/** How many letters that wait were refused. */
const refused = async ({ sql }: Target): Promise<number> =>
  (await sql('SELECT id FROM "OutboxMessage" WHERE "sentAt" IS NULL AND "lastError" IS NOT NULL')).length;

/** What the secretariat reads in Arabic about a registration whose letter was refused. */
async function reasonShown({ sql }: Target, secretary: Secretary): Promise<string> {
  const [letter] = await sql<{ registrationId: string }>(
    'SELECT "registrationId" FROM "OutboxMessage" WHERE "sentAt" IS NULL AND "lastError" IS NOT NULL',
  );
  return secretary.read(`/ar/admin/registrations/${letter?.registrationId}`);
}

/** How many people's letters have arrived. */
const acknowledged = ({ mail }: Target): number =>
  new Set(mail.arrivals.map(({ to }) => to).filter((to) => to.startsWith('person-'))).size;

/** An instant as either database writes it, in milliseconds. */
const instantOf = (text = ''): number => Date.parse(`${text.slice(0, 23).replace(' ', 'T')}Z`);
