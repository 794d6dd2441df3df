import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { untilElapsed } from '@/tests/support/timing';
import { confirm, emailOf, figure, noticeOf, openedForm, until } from './load';
import { providers, startTarget } from './target';

const KILLS = 30;
const AT_ONCE = 8;
/** How many emails one process sends at a time: these may be delivered but not yet recorded. */
const SENT_AT_ONCE = 3;

describe.each(providers)('on %s', (provider) => {
  test(`a site that is killed ${KILLS} times under load loses nothing that it acknowledged`, async () => {
    const target = await startTarget(provider);
    try {
      const { site, sql, mail } = target;
      const hidden = await openedForm(site.origin);
      const acknowledged = new Set<number>();
      let person = 0;
      let unanswered = 0;
      let isOver = false;

      // Each visitor tries until there is a response, as people do when a page stops loading.
      const visitor = async () => {
        while (!isOver) {
          const mine = person++;
          for (let isAnswered = false; !isAnswered; ) {
            const { status, body } = await confirm(site.origin, hidden, mine);
            if (status === 303) acknowledged.add(mine);
            else if (status !== 0)
              throw new Error(`person ${mine} was answered ${status}: ${noticeOf(body)}`);
            else unanswered += 1;
            isAnswered = status === 303 || isOver;
            if (!isAnswered) await sleep(50);
          }
        }
      };
      const killing = async () => {
        for (let kill = 1; kill <= KILLS; kill++) {
          // A process that has answered nobody yet cannot lose anything. After the first response it is killed at a random time.
          const before = acknowledged.size;
          await until(() => acknowledged.size > before, 60_000);
          await untilElapsed(Math.random() * 1_000);
          await site.end('SIGKILL');
          // The leases of killed processes end after two minutes. No process is sending now, so they may end at once.
          if (kill === KILLS) await target.hurry();
          await site.start();
        }
        await untilElapsed(500);
        isOver = true;
      };
      const visitors = Promise.all(Array.from({ length: AT_ONCE }, visitor));
      // A visitor who gets a wrong response ends the proof.
      await Promise.all([killing(), visitors]);

      const stored = new Set(
        (await sql<{ emailKey: string }>('SELECT "emailKey" FROM "Registration"')).map((row) => row.emailKey),
      );
      const rows = await sql('SELECT id FROM "Registration"');
      expect(rows, 'no person exists twice').toHaveLength(stored.size);
      expect(
        [...acknowledged].filter((mine) => !stored.has(emailOf(mine))),
        'acknowledged and lost',
      ).toEqual([]);

      await target.untilAllSent(120_000);
      const arrived = new Map<string, number>();
      for (const { id } of mail.arrivals) arrived.set(id, (arrived.get(id) ?? 0) + 1);
      const messages = await sql<{ id: string; kind: string }>('SELECT id, kind FROM "OutboxMessage"');
      expect(
        messages.filter(({ id }) => !arrived.has(id)),
        'queued and never delivered',
      ).toEqual([]);
      expect(messages.filter(({ kind }) => kind === 'acknowledgement')).toHaveLength(stored.size);
      const duplicates = mail.arrivals.length - arrived.size;
      expect(duplicates).toBeLessThanOrEqual(KILLS * SENT_AT_ONCE);
      figure(
        `${provider}: ${KILLS} kills, ${acknowledged.size} acknowledged, ${stored.size} recorded, ${unanswered} tries without an answer, ${messages.length} emails, ${duplicates} of them twice (at most ${KILLS * SENT_AT_ONCE})`,
      );
    } finally {
      await target.stop();
    }
  });
});
