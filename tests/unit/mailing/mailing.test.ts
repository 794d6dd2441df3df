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

const context = {
  actor: { actor: 'secretariat', by: 'rima@example.org' } as const,
  clock: () => beforeDeadline,
};
const texts = { subjectAr: 'تذكير', textAr: 'نص', subjectEn: 'Reminder', textEn: 'Text' };

async function confirmed(...emails: string[]): Promise<void> {
  for (const [index, email] of emails.entries()) {
    const values = { email: `${email}@example.org`, presentationTitle: index % 2 === 0 ? 'عنوان' : null };
    await confirmAttendance(aConfirmation(values), at(later(beforeDeadline, index)));
  }
  await db().outboxMessage.updateMany({ data: { sentAt: beforeDeadline } });
  await db().registration.updateMany({ data: { letter: 'sent' } });
}
const draftFor = async (selection: Parameters<typeof createDraft>[0]) => {
  const mailing = await findMailing(await createDraft(selection, texts, context));
  if (!mailing) throw new Error('no letter');
  return mailing;
};
const set = (email: string, data: object) =>
  db().registration.updateMany({ where: { email: `${email}@example.org` }, data });

describe('a mailing', () => {
  it('shows for how many recipients a placeholder stays empty', async () => {
    await confirmed('a', 'b', 'c');
    const { ids } = await recipientsOf(await draftFor({ view: '' }));
    const text = { ...texts, textEn: '{name} {presentation}' };
    expect(await missingValues(text, ids)).toEqual([{ name: '{presentation}', total: 1 }]);
    expect(await missingValues(texts, ids)).toEqual([]);
  });

  it('reaches everyone in the view, except people who withdrew, have no address or are erased', async () => {
    await confirmed('a', 'b', 'c', 'd');
    await set('b', { status: 'withdrawn' });
    const recipients = await recipientsOf(await draftFor({ view: '' }));
    expect(recipients).toMatchObject({ leftOut: 1 });
    expect(recipients.ids).toHaveLength(3);
    await set('c', { email: null });
    await set('d', { erasedAt: beforeDeadline });
    expect((await recipientsOf(await draftFor({ view: '' }))).ids).toHaveLength(1);
    expect((await recipientsOf(await draftFor({ view: '?presentation=no' }))).ids).toEqual([]);
    const [recipientId] = (await recipientsOf(await draftFor({ view: '' }))).ids;
    expect((await recipientsOf(await draftFor({ ids: [String(recipientId), 'nobody'] }))).ids).toEqual([
      recipientId,
    ]);
  });

  it('is queued once for each recipient, however often and by however many members it is sent', async () => {
    await confirmed('a', 'b');
    const mailing = await draftFor({ view: '' });
    const outcomes = await Promise.all([1, 2, 3].map(() => sendMailing(mailing, mailing.updatedAt, context)));
    expect(outcomes.filter((count) => count !== null)).toEqual([2]);
    expect(await progressOf(mailing.id)).toEqual({ sent: 0, waiting: 2, failed: 0, stopped: 0 });
    expect((await db().registration.findFirstOrThrow()).letter).toBe('waiting');
    expect(await saveDraft(mailing.id, mailing.updatedAt, texts, context)).toBe(false);
  });

  it('is sent only as it was previewed: a text that changed meanwhile is refused', async () => {
    await confirmed('a');
    const mailing = await draftFor({ view: '' });
    expect(await saveDraft(mailing.id, mailing.updatedAt, { ...texts, textAr: 'نص آخر' }, context)).toBe(
      true,
    );
    expect(await saveDraft(mailing.id, mailing.updatedAt, texts, context)).toBe(false);
    expect(await sendMailing(mailing, mailing.updatedAt, context)).toBeNull();
    expect(await db().outboxMessage.count({ where: { kind: 'mailing' } })).toBe(0);
  });

  it('can be stopped: unsent emails are cancelled, sent ones are counted', async () => {
    await confirmed('a', 'b', 'c');
    const mailing = await draftFor({ view: '' });
    await sendMailing(mailing, mailing.updatedAt, context);
    const [first] = await claim(1);
    if (!first) throw new Error('nothing was due');
    await recordAttempt(first, { ok: true });
    expect(await stopMailing(mailing.id, context)).toBe(2);
    expect(await stopMailing(mailing.id, context)).toBe(0);
    expect(await progressOf(mailing.id)).toEqual({ sent: 1, waiting: 0, failed: 0, stopped: 2 });
    expect(await claim(10)).toEqual([]);
    expect(await db().registration.count({ where: { letter: 'waiting' } })).toBe(0);
  });
});
