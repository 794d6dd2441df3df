import { describe, expect, it } from 'vitest';
import { db } from '@/lib/db/client';
import { dailySummaryEmail } from '@/lib/email/emails/daily-summary';
import { claim, RETRY_FOR_MS, recordAttempt } from '@/lib/email/outbox';
import { confirmAttendance } from '@/lib/registration/confirm';
import { enqueueDailySummary, summaryOf } from '@/lib/registration/daily-summary';
import { withdraw } from '@/lib/registration/participant-actions';
import { instant, later } from '@/lib/time/instant';
import { aConfirmation, at } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

const evening = instant('2024-01-14T20:00:00+04:00');
const seven = instant('2024-01-15T07:00:00+04:00');
const oweAt = (now: Date) => enqueueDailySummary(() => now);
const queuedCount = () => db().outboxMessage.count({ where: { kind: 'dailySummary' } });
const confirm = (email: string, now: Date) => confirmAttendance(aConfirmation({ email }), at(now));

describe('the daily summary', () => {
  it('is queued once, at seven in Dubai, by any number of processes, and not when nothing happened', async () => {
    expect(await oweAt(seven)).toBe(false);
    await confirm('a@example.org', evening);
    expect(await oweAt(later(seven, -1))).toBe(false);
    const outcomes = await Promise.all([1, 2, 3].map(() => oweAt(seven)));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await oweAt(later(seven, 10 * 3_600_000))).toBe(false);
    expect(await queuedCount()).toBe(1);
    expect(await oweAt(later(seven, 24 * 3_600_000))).toBe(false);
    await confirm('b@example.org', later(seven, 25 * 3_600_000));
    expect(await oweAt(later(seven, 72 * 3_600_000))).toBe(true);
    expect(await queuedCount()).toBe(2);
  });

  it('covers everything that happened since the last summary, and nothing twice', async () => {
    await confirm('a@example.org', later(seven, -1));
    await confirm('b@example.org', seven);
    await oweAt(seven);
    await oweAt(later(seven, 24 * 3_600_000));
    const events = await db().auditEvent.findMany({ where: { type: 'summary.due' }, orderBy: { id: 'asc' } });
    const counted = await Promise.all(
      events.map(async ({ details }) => {
        const { from, to } = details as { from: string; to: string };
        return (await summaryOf(instant(from), instant(to), () => seven)).new.length;
      }),
    );
    expect(counted).toEqual([1, 1]);
  });

  it('lists what was new, changed and withdrawn, and each failed email, in plain words', async () => {
    await confirm('a@example.org', evening);
    const { id, linkVersion, version, reference } = await db().registration.findFirstOrThrow();
    await withdraw(
      { link: { registrationId: id, version: linkVersion }, expectedVersion: version },
      at(evening),
    );
    const [message] = await claim(1);
    if (!message) throw new Error('nothing was due');
    const failedAt = later(message.createdAt, RETRY_FOR_MS);
    await recordAttempt(message, { ok: false, reason: '550 5.2.2 Mailbox full' }, failedAt);
    // The meeting's clock and the machine's clock agree here.
    const summary = await summaryOf(evening, later(failedAt, 1), () => new Date());
    expect(summary).toMatchObject({ new: [reference], withdrawn: [reference], changed: [], toReview: 1 });
    const { subject, text, html } = dailySummaryEmail(summary, 'secretariat@example.org');
    expect(subject).toContain('تسجيلان، ورسالة واحدة تعذّر إرسالها');
    expect(text).toContain('صندوق البريد المرسل إليه ممتلئ');
    expect(text).toContain('The recipient’s mailbox is full');
    expect(text).not.toContain('a@example.org');
    // A reference contains a hyphen, and must not be broken there.
    expect(html).toContain(`white-space:nowrap">${reference}</span>`);
  });
});
