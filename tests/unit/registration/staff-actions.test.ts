import { describe, expect, it } from 'vitest';
import { history } from '@/lib/audit/audit';
import { db } from '@/lib/db/client';
import { claim, RETRY_FOR_MS, recordAttempt } from '@/lib/email/outbox';
import { confirmAttendance } from '@/lib/registration/confirm';
import {
  correct,
  reinstate,
  replaceLink,
  resendEmail,
  type StaffAction,
  type StaffFields,
  updateStaffFields,
  withdrawByStaff,
} from '@/lib/registration/staff-actions';
import { later } from '@/lib/time/instant';
import { aConfirmation, aParticipant, at, atDeadline, beforeDeadline } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

const actor = { actor: 'secretariat', by: 'rima@example.org', ipAddress: '192.0.2.1' } as const;
const only = () => db().registration.findFirstOrThrow({ orderBy: { createdAt: 'asc' } });
/** After the deadline: it does not limit staff. */
const task = async (): Promise<StaffAction> => {
  const { id, version } = await only();
  return { id, expectedVersion: version, actor, clock: () => atDeadline };
};
const confirm = (values = {}) => confirmAttendance(aConfirmation(values), at(beforeDeadline));
const emailKinds = async () =>
  (await db().outboxMessage.findMany({ orderBy: { createdAt: 'asc' } })).map(({ kind }) => kind);
const handling = (values: Partial<StaffFields> = {}): StaffFields => ({
  review: 'reviewed',
  internalNote: null,
  latinName: null,
  presentation: null,
  presentationOrder: null,
  ...values,
});

describe('processing a registration', () => {
  it('is recorded with the member and the time, and causes no email', async () => {
    await confirm({ presentationTitle: 'عنوان العرض' });
    const action = handling({
      internalNote: 'تتصل يوم الأحد',
      latinName: 'Salma',
      presentation: 'accepted',
      presentationOrder: 1,
    });
    expect(await updateStaffFields(await task(), action)).toEqual({ ok: true, isChanged: true });
    expect(await only()).toMatchObject(action);
    const { id } = await only();
    expect((await history(id)).at(-1)).toMatchObject({
      type: 'registration.handled',
      by: 'rima@example.org',
      ipAddress: '192.0.2.1',
      changed: expect.arrayContaining([{ field: 'review', from: 'new', to: 'reviewed' }]),
    });
    expect(await emailKinds()).toEqual(['acknowledgement']);
  });

  it('makes the note and the Latin name searchable, the note for the secretariat only', async () => {
    await confirm();
    await updateStaffFields(
      await task(),
      handling({ internalNote: 'تتصل يوم الأحد', latinName: 'Salma Almithal' }),
    );
    const { searchKey, nameSearchKey, privateSearchKey } = await only();
    expect(nameSearchKey).toContain(' almithal ');
    expect(searchKey + nameSearchKey).not.toContain('الاحد');
    expect(privateSearchKey).toContain('الاحد');
  });

  it('gives each place in the programme to one accepted presentation only', async () => {
    await confirm({ presentationTitle: 'الأول' });
    await confirmAttendance(
      aConfirmation({ presentationTitle: 'الثاني', email: 'other@example.org' }),
      at(later(beforeDeadline, 1)),
    );
    const [, second] = await db().registration.findMany({ orderBy: { createdAt: 'asc' } });
    const ipAddress = handling({ presentation: 'accepted', presentationOrder: 3 });
    await updateStaffFields(await task(), ipAddress);
    const otherTask = { ...(await task()), id: String(second?.id), expectedVersion: 1 };
    expect(await updateStaffFields(otherTask, ipAddress)).toEqual({ ok: false, reason: 'taken' });
    expect(await updateStaffFields(otherTask, { ...ipAddress, presentation: 'declined' })).toMatchObject({
      ok: true,
    });
    expect(await db().registration.findFirst({ where: { id: otherTask.id } })).toMatchObject({
      presentationOrder: null,
    });
  });

  it('shows the second of two members what the first saved, and overwrites nothing', async () => {
    await confirm();
    const expectedVersion = await task();
    expect(await updateStaffFields(expectedVersion, handling({ internalNote: 'الأولى' }))).toMatchObject({
      ok: true,
    });
    const second = await updateStaffFields(expectedVersion, handling({ internalNote: 'الثانية' }));
    expect(second).toMatchObject({ ok: false, reason: 'changed', recorded: { internalNote: 'الأولى' } });
    expect((await only()).internalNote).toBe('الأولى');
    expect(await updateStaffFields(await task(), handling({ internalNote: 'الثانية' }))).toMatchObject({
      ok: true,
    });
  });
});

describe('a correction', () => {
  it('changes any field even after the deadline, with a reason, and is announced by email only if the member chooses it', async () => {
    await confirm();
    const corrected = aParticipant({ fullName: 'سلمى المثال الصحيح', jobTitle: 'وكيلة' });
    await correct(await task(), { participant: corrected, reason: 'خطأ في الاسم', isNotified: true });
    expect(await only()).toMatchObject({ fullName: 'سلمى المثال الصحيح', jobTitle: 'وكيلة', linkVersion: 1 });
    expect((await history((await only()).id)).at(-1)).toMatchObject({
      type: 'registration.corrected',
      reason: 'خطأ في الاسم',
      changed: [{ field: 'fullName' }, { field: 'jobTitle' }],
    });
    await correct(await task(), { participant: aParticipant(), reason: 'عاد كما كان', isNotified: false });
    expect(await emailKinds()).toEqual(['acknowledgement', 'amendment']);
  });

  it('of the address revokes the links sent to the old one; without an address no email is sent any more', async () => {
    await confirm();
    const moved = aParticipant({ email: 'new@example.org' });
    await correct(await task(), { participant: moved, reason: 'عنوان جديد', isNotified: true });
    expect(await only()).toMatchObject({
      email: 'new@example.org',
      emailKey: 'new@example.org',
      linkVersion: 2,
    });
    const without = { ...aParticipant(), email: null };
    await correct(await task(), { participant: without, reason: 'بلا عنوان', isNotified: true });
    expect(await only()).toMatchObject({ email: null, linkVersion: 3, letter: 'none' });
    expect(await claim(10, later(new Date(), 1_000))).toEqual([]);
  });

  it('of the language of correspondence is recorded with both languages, and the next email is in the new one', async () => {
    await confirm();
    const inEnglish = {
      participant: aParticipant(),
      language: 'en',
      reason: 'بطلب منها',
      isNotified: true,
    } as const;
    expect(await correct(await task(), inEnglish)).toEqual({ ok: true, isChanged: true });
    expect((await only()).language).toBe('en');
    expect((await history((await only()).id)).at(-1)).toMatchObject({
      type: 'registration.corrected',
      reason: 'بطلب منها',
      changed: [{ field: 'language', from: 'ar', to: 'en' }],
    });
    expect(await emailKinds()).toEqual(['acknowledgement', 'amendment']);
    expect(await correct(await task(), inEnglish)).toEqual({ ok: true, isChanged: false });
    // Whoever corrects something else leaves it as it is.
    const other = { participant: aParticipant({ jobTitle: 'وكيلة' }), reason: 'خطأ', isNotified: false };
    await correct(await task(), other);
    expect(await only()).toMatchObject({ language: 'en', jobTitle: 'وكيلة' });
  });

  it('is refused when another registration is the same person', async () => {
    await confirm();
    await confirmAttendance(aConfirmation({ fullName: 'نور المثال' }), at(later(beforeDeadline, 1)));
    const same = aParticipant({ fullName: 'نور المثال' });
    expect(await correct(await task(), { participant: same, reason: 'خطأ', isNotified: true })).toEqual({
      ok: false,
      reason: 'taken',
    });
  });
});

describe('a withdrawal by the secretariat', () => {
  it('can be undone by the secretariat, not by the form', async () => {
    await confirm();
    const why = { reason: 'بطلب من الوزارة', isNotified: true };
    expect(await withdrawByStaff(await task(), why)).toMatchObject({ ok: true });
    expect(await only()).toMatchObject({ status: 'withdrawn', withdrawnBy: 'secretariat' });
    expect(await withdrawByStaff(await task(), why)).toEqual({ ok: false, reason: 'fixed' });
    await confirm();
    expect((await only()).status).toBe('withdrawn');
    expect(await reinstate(await task(), why)).toMatchObject({ ok: true });
    expect(await only()).toMatchObject({ status: 'confirmed', withdrawnBy: null });
    expect(await reinstate(await task(), why)).toEqual({ ok: false, reason: 'fixed' });
    expect(await emailKinds()).toEqual([
      'acknowledgement',
      'withdrawal',
      'alreadyConfirmed',
      'acknowledgement',
    ]);
  });
});

describe('a personal link', () => {
  it('that is replaced makes earlier ones invalid, and an email brings the new one', async () => {
    await confirm();
    await replaceLink(await task(), { reason: 'أُرسل إلى غيره' });
    expect((await only()).linkVersion).toBe(2);
    expect(await emailKinds()).toEqual(['acknowledgement', 'newLink']);
  });
});

describe('sending an email again', () => {
  it('retries a failed email, and queues a new one when it was sent', async () => {
    await confirm();
    const context = { actor, clock: () => atDeadline };
    const [message] = await claim(1, later(new Date(), 1_000));
    if (!message) throw new Error('nothing was due');
    await recordAttempt(message, { ok: false, reason: '550' }, later(message.createdAt, RETRY_FOR_MS));
    expect((await only()).letter).toBe('failed');
    expect(await resendEmail(message.id, context)).toEqual({ ok: true });
    expect((await only()).letter).toBe('waiting');
    expect(await emailKinds()).toEqual(['acknowledgement']);
    await recordAttempt(message, { ok: true });
    expect(await resendEmail(message.id, context)).toEqual({ ok: true });
    expect(await emailKinds()).toEqual(['acknowledgement', 'acknowledgement']);
    // The same form twice, because its first answer was lost.
    for (const _ of ['first', 'second']) {
      expect(await resendEmail(message.id, { ...context, idempotencyKey: 'k' })).toEqual({ ok: true });
    }
    expect(await emailKinds()).toHaveLength(3);
    expect(await resendEmail('nothing', context)).toEqual({ ok: false, reason: 'unknown' });
  });
});
