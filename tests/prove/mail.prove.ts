import { describe, expect, test } from 'vitest';
import { MINUTE_MS } from '@/lib/time/instant';
import { percentile, untilElapsed } from '@/tests/support/timing';
import { confirm, emailOf, figure, forEach, healthOf, openedForm, until } from './load';
import type { Behaviour } from './mail-server';
import { startMovableClock } from './movable-clock';
import { type Secretary, signIn } from './secretary';
import { providers, startTarget, type Target } from './target';

const VISITORS = 40;
const AT_ONCE = 4;
/** How far two rounds of forty visits may differ on a busy machine, whatever the mail server does. Waiting for mail would take seconds. */
const SLOWER_AT_MOST = { median: 1.5, p95: 2 };
const NOISE_MS = { median: 50, p95: 200 };
/** The emails that are refused for an hour, and the pauses after which each is to be retried. */
const WAITING = 20;
const PAUSES_MINUTES = [1, 2, 4, 8, 16, 32];
/** Until this long before the end of a pause nothing may be retried. */
const TOO_EARLY_MS = 20_000;
/** How often a site polls its outbox. */
const ROUND_MS = 3_000;
/** The longest time that a silent server delays an email: 15 s for a greeting and 30 s within a conversation, each twice. */
const SILENCE_MS = 90_000;

const unreachable = 'تعذّر الوصول إلى خادم البريد. يحاول الموقع من جديد.';
const busy = 'طلب الخادم المستلم المحاولة لاحقاً. يحاول الموقع من جديد.';
const notTriedAgain = 'لا يحاول الموقع من جديد من تلقاء نفسه.';
const unknown = 'خادم البريد لا يعرف هذا العنوان. يرجى التحقق من كتابته.';

type Faulty = { name: string; begin(target: Target): Promise<void> | void; reason: string };
const behaving = (manner: Behaviour) => (target: Target) => {
  target.mail.behaviour = manner;
};
const faults: Faulty[] = [
  { name: 'refuses connections', begin: ({ mail }) => mail.refuse(), reason: unreachable },
  { name: 'says nothing', begin: behaving('hang'), reason: unreachable },
  { name: 'drops the connection', begin: behaving('drop'), reason: unreachable },
  { name: 'answers 450', begin: behaving('later'), reason: busy },
];

describe.each(providers)('on %s', (provider) => {
  test('whatever the mail server does, visitors do not wait for it, the secretariat sees the reason, and everything is sent in the end', async () => {
    const target = await startTarget(provider);
    try {
      const { site, mail, sql } = target;
      const secretary = await signIn(target);
      const hidden = await openedForm(site.origin);
      let nextPerson = 0;

      /** Visitors confirm and open the form. @returns how long each took, and the number of the last visitor */
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
        mail.behaviour = 'accept';
        await target.hurry();
        await target.untilAllSent(SILENCE_MS);
      };

      await visits(); // the first pages of a process take longer, whatever the mail server does
      const healthy = [await visits()];
      await target.untilAllSent(60_000);
      const faulty: { name: string; sent: number[]; shown: number[] }[] = [];
      for (const { name, begin, reason } of faults) {
        await begin(target);
        const { sent, shown, last } = await visits();
        faulty.push({ name, sent, shown });
        await until(async () => (await countRefused(target)) > 0, SILENCE_MS);
        expect(await reasonShown(target, secretary), name).toContain(reason);
        const waiting = (await sql('SELECT id FROM "OutboxMessage" WHERE "sentAt" IS NULL')).length;
        expect(waiting, name).toBeGreaterThan(0);
        await recovered();
        figure(
          `${provider}, mail server ${name}: ${waiting} emails waited, all sent after it; ${last + 1} people so far`,
        );
      }
      healthy.push(await visits());
      await target.untilAllSent(60_000);

      for (const step of ['sent', 'shown'] as const) {
        const of = (hundredths: number) =>
          Math.max(...healthy.map((visit) => percentile(visit[step], hundredths)));
        for (const { name, ...visit } of faulty) {
          const median = percentile(visit[step], 50);
          const p95 = percentile(visit[step], 95);
          figure(
            `${provider}, mail server ${name}: ${step === 'sent' ? 'confirming' : 'the form page'} takes ${median.toFixed(0)} ms (p95 ${p95.toFixed(0)}), with a healthy one ${of(50).toFixed(0)} (p95 ${of(95).toFixed(0)})`,
          );
          expect(median, name).toBeLessThan(of(50) * SLOWER_AT_MOST.median + NOISE_MS.median);
          expect(p95, name).toBeLessThan(of(95) * SLOWER_AT_MOST.p95 + NOISE_MS.p95);
        }
      }

      const arrived = new Set(mail.arrivals.map(({ id }) => id));
      const messages = await sql<{ id: string }>('SELECT id FROM "OutboxMessage"');
      expect(messages).toHaveLength(nextPerson);
      expect(messages.filter(({ id }) => !arrived.has(id))).toEqual([]);
    } finally {
      await target.stop();
    }
  });

  test('one address that is refused for good fails at once and delays no other email', async () => {
    const target = await startTarget(provider);
    try {
      const { site, mail, sql } = target;
      const secretary = await signIn(target);
      const hidden = await openedForm(site.origin);
      mail.behaviour = (to) => (to === emailOf(0) ? 'never' : 'accept');
      await forEach(VISITORS, AT_ONCE, async (n) => {
        expect((await confirm(site.origin, hidden, n)).status).toBe(303);
      });
      const since = performance.now();
      await until(() => acknowledged(target) === VISITORS - 1, 30_000);
      const page = await reasonShown(target, secretary);
      expect(page).toContain(unknown);
      expect(page).toContain(notTriedAgain);
      const refused = await sql(
        'SELECT attempts, "failedAt" FROM "OutboxMessage" WHERE "failedAt" IS NOT NULL',
      );
      expect(refused).toMatchObject([{ attempts: 1 }]);
      figure(
        `${provider}, 550 for one address: the other ${VISITORS - 1} emails are sent ${(performance.now() - since).toFixed(0)} ms after the last form`,
      );
      expect(acknowledged(target)).toBe(VISITORS - 1);
    } finally {
      await target.stop();
    }
  });

  test('a mail server that replies 450 for an hour is asked at growing pauses, and gets every email afterwards', async () => {
    const clock = startMovableClock();
    const target = await startTarget(provider, { settings: clock.settings });
    try {
      const { site, mail } = target;
      const secretary = await signIn(target);
      const hidden = await openedForm(site.origin);
      let aheadMs = 0;
      /** When each email was attempted, by the site's clock. */
      const attempts = new Map<string, number[]>();
      let isBusy = true;
      mail.behaviour = (to) => {
        attempts.set(to, [...(attempts.get(to) ?? []), Date.now() + aheadMs]);
        return isBusy ? 'later' : 'accept';
      };
      const goTo = async (at: number) => {
        aheadMs = at - Date.now();
        await clock.put(aheadMs, site.origin);
      };
      await forEach(WAITING, AT_ONCE, async (n) => {
        expect((await confirm(site.origin, hidden, n)).status).toBe(303);
      });
      const counts = () => [...attempts.values()].map(({ length }) => length).join();
      const allTried = (count: number) => Array(WAITING).fill(count).join();

      for (const [index, pause] of PAUSES_MINUTES.entries()) {
        const round = index + 1;
        await until(() => counts() === allTried(round), 20_000);
        const latest = [...attempts.values()].map((of) => of.at(-1) ?? 0);
        await goTo(Math.min(...latest) + pause * MINUTE_MS - TOO_EARLY_MS);
        await untilElapsed(2 * ROUND_MS);
        expect(counts(), `before the end of ${pause} minutes`).toBe(allTried(round));
        if (round === PAUSES_MINUTES.length) {
          expect(await reasonShown(target, secretary)).toContain(busy);
          expect(await healthOf(site.origin)).toBe('degraded');
          isBusy = false;
        }
        await goTo(Math.max(...latest) + pause * MINUTE_MS);
      }
      await target.untilAllSent(30_000);
      expect(acknowledged(target)).toBe(WAITING);
      expect(mail.arrivals.filter(({ to }) => to.startsWith('person-'))).toHaveLength(WAITING);
      expect(await healthOf(site.origin)).toBe('ok');
      const minutes = PAUSES_MINUTES.reduce((sum, pause) => sum + pause);
      figure(
        `${provider}, 450 for ${minutes} minutes by the site's clock: ${WAITING} emails, each tried again after ${PAUSES_MINUTES.join(', ')} minutes and no sooner, then sent once`,
      );
    } finally {
      await target.stop();
      clock.stop();
    }
  });
});

/** How many unsent emails were refused. */
const countRefused = async ({ sql }: Target): Promise<number> =>
  (await sql('SELECT id FROM "OutboxMessage" WHERE "sentAt" IS NULL AND "lastError" IS NOT NULL')).length;

/** The page of a registration whose email was refused, as the secretariat reads it in Arabic. */
async function reasonShown({ sql }: Target, secretary: Secretary): Promise<string> {
  const [message] = await sql<{ registrationId: string }>(
    'SELECT "registrationId" FROM "OutboxMessage" WHERE "sentAt" IS NULL AND "lastError" IS NOT NULL',
  );
  return secretary.read(`/ar/admin/registrations/${message?.registrationId}`);
}

/** How many people have received their email. */
const acknowledged = ({ mail }: Target): number =>
  new Set(mail.arrivals.map(({ to }) => to).filter((to) => to.startsWith('person-'))).size;
