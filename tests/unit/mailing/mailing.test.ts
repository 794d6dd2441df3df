import { describe, expect, it } from 'vitest';
import { db } from '@/lib/db/client';
import { asText } from '@/lib/email/layout';
import { claim, recordAttempt } from '@/lib/email/outbox';
import {
  createDraft,
  deleteDraft,
  deliveriesOf,
  findMailing,
  missingValues,
  progressOf,
  recipientsOf,
  saveDraft,
  senderOf,
  sendMailing,
  stopMailing,
  twoRecipients,
} from '@/lib/mailing/mailing';
import { mailingParts } from '@/lib/mailing/mailing-email';
import { facts } from '@/lib/meeting/content/facts';
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
    expect(await missingValues(text, ids)).toEqual([{ placeholder: 'presentation', total: 1 }]);
    const inArabic = { ...texts, textAr: 'عرضكم {العرض}' };
    expect(await missingValues(inArabic, ids)).toEqual([{ placeholder: 'presentation', total: 1 }]);
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

  it('greets in each language by the honorifics before the name', async () => {
    await confirmed('a');
    await set('a', { fullName: 'د. سالم المثال' });
    const registration = { ...(await db().registration.findFirstOrThrow()), email: 'a@example.org' };
    const { passages } = mailingParts({
      registration,
      mailing: texts,
      meeting: facts,
      secretariatEmail: 'x',
    });
    expect(passages.map((passage) => asText([passage]))).toEqual([
      expect.stringMatching(/^حضرة الدكتور\/الدكتورة سالم المثال،\n/),
      expect.stringMatching(/^Dear Dr سالم المثال,\n/),
    ]);
  });

  it('is queued once for each recipient, however often and by however many members it is sent', async () => {
    await confirmed('a', 'b');
    const mailing = await draftFor({ view: '' });
    const outcomes = await Promise.all([1, 2, 3].map(() => sendMailing(mailing, mailing.updatedAt, context)));
    expect(outcomes.filter((count) => count !== null)).toEqual([2]);
    expect(await progressOf(mailing.id)).toEqual({ sent: 0, waiting: 2, failed: 0, stopped: 0 });
    expect((await db().registration.findFirstOrThrow()).letter).toBe('waiting');
    expect(await saveDraft(mailing.id, mailing.updatedAt, texts, context)).toEqual({
      ok: false,
      recorded: null,
    });
  });

  it('is sent only as it was previewed: a text, or a number of recipients, that changed meanwhile is refused', async () => {
    await confirmed('a');
    const mailing = await draftFor({ view: '' });
    const other = { ...texts, textAr: 'نص آخر' };
    expect(await saveDraft(mailing.id, mailing.updatedAt, other, context)).toMatchObject({ ok: true });
    expect(await sendMailing(mailing, mailing.updatedAt, context)).toBeNull();
    const current = (await findMailing(mailing.id)) ?? mailing;
    const sendTo = (expectedTotal: number) =>
      sendMailing(current, current.updatedAt, { ...context, expectedTotal });
    expect(await sendTo(2)).toBeNull();
    expect(await db().outboxMessage.count({ where: { kind: 'mailing' } })).toBe(0);
    expect(await sendTo(1)).toBe(1);
  });

  it('is not sent while one of its texts is missing', async () => {
    await confirmed('a');
    const id = await createDraft({ view: '' }, { ...texts, textEn: '' }, context);
    const draft = (await findMailing(id)) ?? expect.fail();
    expect(await sendMailing(draft, draft.updatedAt, context)).toBeNull();
    expect(await db().outboxMessage.count({ where: { kind: 'mailing' } })).toBe(0);
  });

  it('whose text somebody else changed is neither overwritten nor deleted by whoever has not read it', async () => {
    const mailing = await draftFor({ view: '' });
    const other = { ...texts, textAr: 'نص آخر' };
    expect(await saveDraft(mailing.id, mailing.updatedAt, other, context)).toMatchObject({ ok: true });
    expect(await saveDraft(mailing.id, mailing.updatedAt, texts, context)).toMatchObject({
      ok: false,
      recorded: { textAr: 'نص آخر' },
    });
    expect(await deleteDraft(mailing.id, mailing.updatedAt, context)).toBe(false);
    const current = (await findMailing(mailing.id)) ?? mailing;
    expect(current.textAr).toBe('نص آخر');
    expect(await deleteDraft(mailing.id, current.updatedAt, context)).toBe(true);
    expect(await findMailing(mailing.id)).toBeNull();
  });

  it('gets another version with each change of its text, and keeps it where nothing changed', async () => {
    const mailing = await draftFor({ view: '' });
    // As if it was saved in the same millisecond, or the clock was set back since.
    const future = later(new Date(), 60_000);
    await db().mailing.update({ where: { id: mailing.id }, data: { updatedAt: future } });
    const same = await saveDraft(mailing.id, future, texts, context);
    expect(same).toMatchObject({ ok: true, mailing: { updatedAt: future } });
    const other = await saveDraft(mailing.id, future, { ...texts, textEn: 'Other' }, context);
    expect(other).toMatchObject({ ok: true, mailing: { updatedAt: later(future, 1) } });
  });

  it('is saved once by a form that arrives twice, without a conflict with itself', async () => {
    const mailing = await draftFor({ view: '' });
    const countSaved = () => db().auditEvent.count({ where: { type: 'mailing.saved' } });
    const before = await countSaved();
    const other = { ...texts, textAr: 'نص آخر' };
    const outcomes = [
      await saveDraft(mailing.id, mailing.updatedAt, other, context),
      await saveDraft(mailing.id, mailing.updatedAt, other, context),
    ];
    expect(outcomes[0]).toMatchObject({ ok: true });
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(await countSaved()).toBe(before + 1);
  });

  it('is shown before it is sent as one recipient of each language will read it, else as two of one language', async () => {
    await confirmed('a', 'b', 'c');
    const { ids } = await recipientsOf(await draftFor({ view: '' }));
    expect((await twoRecipients(ids)).map(({ id }) => id)).toEqual(ids.slice(0, 2));
    await db().registration.updateMany({ where: { id: String(ids[2]) }, data: { language: 'en' } });
    expect((await twoRecipients(ids)).map(({ id }) => id)).toEqual([ids[0], ids[2]]);
    await db().registration.updateMany({ data: { language: 'en' } });
    await db().registration.updateMany({ where: { id: String(ids[1]) }, data: { language: 'ar' } });
    expect((await twoRecipients(ids)).map(({ language }) => language)).toEqual(['ar', 'en']);
    expect(await twoRecipients(ids.slice(0, 1))).toHaveLength(1);
    expect(await twoRecipients([])).toEqual([]);
  });

  it('can be read once it was sent: by whom, and each recipient with the state of the email', async () => {
    await confirmed('a', 'b', 'c');
    const mailing = await draftFor({ view: '' });
    await sendMailing(mailing, mailing.updatedAt, context);
    expect(await senderOf(mailing.id)).toBe('rima@example.org');
    const [first] = await claim(1);
    if (!first) throw new Error('nothing was due');
    await recordAttempt(first, { ok: true });
    const all = await deliveriesOf(mailing.id, { page: 1, size: 100 });
    expect(all.deliveries.map(({ registration }) => registration?.email).sort()).toEqual([
      'a@example.org',
      'b@example.org',
      'c@example.org',
    ]);
    expect(all.deliveries.filter(({ sentAt }) => sentAt)).toHaveLength(1);
    const last = await deliveriesOf(mailing.id, { page: 9, size: 2 });
    expect(last).toMatchObject({ page: 2, pages: 2 });
    expect(last.deliveries).toHaveLength(1);
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
