import { describe, expect, it } from 'vitest';
import { db } from '@/lib/db/client';
import { claim, recordAttempt } from '@/lib/email/outbox';
import {
  createDraft,
  findMailing,
  missingValues,
  progressOf,
  recipientsOf,
  saveDraft,
  sendMailing,
  stopMailing,
} from '@/lib/mailing/mailing';
import { confirmAttendance } from '@/lib/registration/confirm';
import { later } from '@/lib/time/instant';
import { aConfirmation, at, beforeDeadline } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

const around = {
  actor: { actor: 'secretariat', by: 'rima@example.org' } as const,
  clock: () => beforeDeadline,
};
const texts = { subjectAr: 'تذكير', textAr: 'نص', subjectEn: 'Reminder', textEn: 'Text' };

async function confirmed(...emails: string[]): Promise<void> {
  for (const [index, email] of emails.entries()) {
    const given = { email: `${email}@example.org`, presentationTitle: index % 2 === 0 ? 'عنوان' : null };
    await confirmAttendance(aConfirmation(given), at(later(beforeDeadline, index)));
  }
  await db().outboxMessage.updateMany({ data: { sentAt: beforeDeadline } });
  await db().registration.updateMany({ data: { letter: 'sent' } });
}
const written = async (who: Parameters<typeof createDraft>[0]) => {
  const mailing = await findMailing(await createDraft(who, texts, around));
  if (!mailing) throw new Error('no letter');
  return mailing;
};
const set = (email: string, data: object) =>
  db().registration.updateMany({ where: { email: `${email}@example.org` }, data });

describe('a letter to a selection', () => {
  it('says for how many of its recipients a place in its text stays empty', async () => {
    await confirmed('a', 'b', 'c');
    const { ids } = await recipientsOf(await written({ view: '' }));
    const text = { ...texts, textEn: '{name} {presentation}' };
    expect(await missingValues(text, ids)).toEqual([{ name: '{presentation}', total: 1 }]);
    expect(await missingValues(texts, ids)).toEqual([]);
  });

  it('reaches those whom the view shows, but not who withdrew, has no address or is erased', async () => {
    await confirmed('a', 'b', 'c', 'd');
    await set('b', { status: 'withdrawn' });
    const all = await recipientsOf(await written({ view: '' }));
    expect(all).toMatchObject({ leftOut: 1 });
    expect(all.ids).toHaveLength(3);
    await set('c', { email: null });
    await set('d', { erasedAt: beforeDeadline });
    expect((await recipientsOf(await written({ view: '' }))).ids).toHaveLength(1);
    expect((await recipientsOf(await written({ view: '?presentation=no' }))).ids).toEqual([]);
    const [one] = (await recipientsOf(await written({ view: '' }))).ids;
    expect((await recipientsOf(await written({ ids: [String(one), 'nobody'] }))).ids).toEqual([one]);
  });

  it('is owed once to each, however often and by how many it is sent', async () => {
    await confirmed('a', 'b');
    const mailing = await written({ view: '' });
    const outcomes = await Promise.all([1, 2, 3].map(() => sendMailing(mailing, mailing.updatedAt, around)));
    expect(outcomes.filter((count) => count !== null)).toEqual([2]);
    expect(await progressOf(mailing.id)).toEqual({ sent: 0, waiting: 2, failed: 0, stopped: 0 });
    expect((await db().registration.findFirstOrThrow()).letter).toBe('waiting');
    expect(await saveDraft(mailing.id, mailing.updatedAt, texts, around)).toBe(false);
  });

  it('goes out as it was read: a text that was changed meanwhile is not sent', async () => {
    await confirmed('a');
    const mailing = await written({ view: '' });
    expect(await saveDraft(mailing.id, mailing.updatedAt, { ...texts, textAr: 'نص آخر' }, around)).toBe(true);
    expect(await saveDraft(mailing.id, mailing.updatedAt, texts, around)).toBe(false);
    expect(await sendMailing(mailing, mailing.updatedAt, around)).toBeNull();
    expect(await db().outboxMessage.count({ where: { kind: 'mailing' } })).toBe(0);
  });

  it('can be stopped: what has not gone out stays, what has is counted', async () => {
    await confirmed('a', 'b', 'c');
    const mailing = await written({ view: '' });
    await sendMailing(mailing, mailing.updatedAt, around);
    const [first] = await claim(1);
    if (!first) throw new Error('nothing was due');
    await recordAttempt(first, { ok: true });
    expect(await stopMailing(mailing.id, around)).toBe(2);
    expect(await stopMailing(mailing.id, around)).toBe(0);
    expect(await progressOf(mailing.id)).toEqual({ sent: 1, waiting: 0, failed: 0, stopped: 2 });
    expect(await claim(10)).toEqual([]);
    expect(await db().registration.count({ where: { letter: 'waiting' } })).toBe(0);
  });
});
