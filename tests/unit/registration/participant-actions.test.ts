import { describe, expect, it } from 'vitest';
import { history } from '@/lib/audit/audit';
import { db, transaction } from '@/lib/db/client';
import { save } from '@/lib/registration/changes';
import { confirmAttendance } from '@/lib/registration/confirm';
import {
  amend,
  changeLanguage,
  type ParticipantAction,
  reconfirm,
  recordLinkOpened,
  requestLinks,
  withdraw,
} from '@/lib/registration/participant-actions';
import { findByLink } from '@/lib/registration/queries';
import type { ReachableParticipant } from '@/lib/registration/schema';
import { createLinkToken } from '@/lib/server/urls';
import { later, MINUTE_MS } from '@/lib/time/instant';
import type { MessageKind } from '@/prisma/client/client';
import {
  aConfirmation,
  aParticipant,
  at,
  atDeadline,
  beforeDeadline,
  lastMoment,
} from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

const context = at(beforeDeadline);
const registered = async (values: Partial<ReachableParticipant> = {}) => {
  await confirmAttendance(aConfirmation(values), context);
  const { fullName } = aParticipant(values);
  return db().registration.findFirstOrThrow({ where: { fullName } });
};
const now = (id: string) => db().registration.findUniqueOrThrow({ where: { id } });
const actionFor = async (
  id: string,
  changes: Partial<ParticipantAction> = {},
): Promise<ParticipantAction> => {
  const { linkVersion, version } = await now(id);
  return { link: { registrationId: id, version: linkVersion }, expectedVersion: version, ...changes };
};
const queuedCount = async (kind: MessageKind) => db().outboxMessage.count({ where: { kind } });

describe('the language of correspondence', () => {
  it('is changed by the participant, with both languages in the history, and the email about it is in the new one', async () => {
    const { id } = await registered();
    const action = await actionFor(id, { idempotencyKey: 'once' });
    expect(await changeLanguage(action, 'en', context)).toEqual({ ok: true, isChanged: true });
    expect(await changeLanguage(action, 'en', context), 'a second click').toEqual({
      ok: true,
      isChanged: true,
    });
    expect(await now(id)).toMatchObject({ language: 'en', version: 2 });
    expect((await history(id)).at(-1)).toMatchObject({
      type: 'registration.amended',
      actor: 'participant',
      changed: [{ field: 'language', from: 'ar', to: 'en' }],
    });
    expect(await queuedCount('amendment')).toBe(1);
    expect(await changeLanguage(await actionFor(id), 'en', context)).toEqual({ ok: true, isChanged: false });
  });

  it('stays after the deadline and for a participation that was withdrawn, as everything else does', async () => {
    const { id } = await registered();
    expect(await changeLanguage(await actionFor(id), 'en', at(atDeadline))).toMatchObject({
      reason: 'closed',
    });
    await withdraw(await actionFor(id), context);
    expect(await changeLanguage(await actionFor(id), 'en', context)).toMatchObject({ reason: 'fixed' });
    expect((await now(id)).language).toBe('ar');
  });
});

describe('amending', () => {
  it('stores the new values, keeps the old ones in the history, and queues one email', async () => {
    const { id } = await registered({ country: 'JO' });
    const outcome = await amend(
      await actionFor(id),
      aParticipant({ jobTitle: 'وزيرة', country: null, organization: 'وزارة' }),
      context,
    );
    expect(outcome).toEqual({ ok: true, isChanged: true });
    expect(await now(id)).toMatchObject({
      jobTitle: 'وزيرة',
      country: null,
      organization: 'وزارة',
      version: 2,
    });
    expect((await now(id)).searchKey).toContain('وزيره');
    expect((await history(id)).at(-1)).toMatchObject({
      type: 'registration.amended',
      actor: 'participant',
      changed: [
        { field: 'jobTitle', from: 'مديرة برنامج الحكومة الرقمية', to: 'وزيرة' },
        { field: 'country', from: 'JO', to: null },
        { field: 'organization', from: null, to: 'وزارة' },
      ],
    });
    expect(await queuedCount('amendment')).toBe(1);
  });

  it('keeps the email address, whatever is sent', async () => {
    const { id } = await registered();
    await amend(
      await actionFor(id),
      aParticipant({ jobTitle: 'وزيرة', email: 'other@example.org' }),
      context,
    );
    expect(await now(id)).toMatchObject({ email: 'salma@example.org', emailKey: 'salma@example.org' });
  });

  it('is stored once, however often the same form is sent', async () => {
    const { id } = await registered();
    const action = await actionFor(id, { idempotencyKey: 'amendment-1' });
    const changed = aParticipant({ jobTitle: 'وزيرة' });
    expect(await amend(action, changed, context)).toEqual({ ok: true, isChanged: true });
    expect(await amend(action, changed, context)).toEqual({ ok: true, isChanged: true });
    expect(await amend(action, changed, at(atDeadline))).toEqual({ ok: true, isChanged: true });
    expect(await history(id)).toHaveLength(2);
    expect(await queuedCount('amendment')).toBe(1);
  });

  it('stores nothing when nothing differs', async () => {
    const { id } = await registered();
    expect(await amend(await actionFor(id), aParticipant(), context)).toEqual({ ok: true, isChanged: false });
    expect(await history(id)).toHaveLength(1);
    expect(await queuedCount('amendment')).toBe(0);
  });

  it('is possible at the last millisecond and not at the deadline', async () => {
    const { id } = await registered();
    const action = await actionFor(id);
    const changed = aParticipant({ jobTitle: 'وزيرة' });
    expect(await amend(action, changed, at(atDeadline))).toEqual({ ok: false, reason: 'closed' });
    expect((await now(id)).jobTitle).toBe('مديرة برنامج الحكومة الرقمية');
    expect(await amend(action, changed, at(lastMoment))).toMatchObject({ ok: true });
  });

  it('refuses the second of two changes to one version, and shows what the first one saved', async () => {
    const { id } = await registered();
    const seenByBoth = await actionFor(id);
    await amend(seenByBoth, aParticipant({ jobTitle: 'وزيرة' }), context);
    const second = await amend(seenByBoth, aParticipant({ jobTitle: 'سفيرة' }), context);
    expect(second).toMatchObject({
      ok: false,
      reason: 'changed',
      recorded: { jobTitle: 'وزيرة', version: 2 },
    });
    expect((await now(id)).jobTitle).toBe('وزيرة');
    expect(await queuedCount('amendment')).toBe(1);
  });

  it('accepts one of twenty different changes that are sent at once', async () => {
    const { id } = await registered();
    const action = await actionFor(id);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        amend(action, aParticipant({ jobTitle: `وزيرة ${index}` }), context),
      ),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await history(id)).toHaveLength(2);
  });

  it('is refused by the write itself if two have read the same version at once', async () => {
    const { id } = await registered();
    const read = await now(id);
    expect(await transaction((tx) => save(tx, read, { jobTitle: 'وزيرة' }, beforeDeadline))).toBe(true);
    expect(await transaction((tx) => save(tx, read, { jobTitle: 'سفيرة' }, beforeDeadline))).toBe(false);
    expect(await now(id)).toMatchObject({ jobTitle: 'وزيرة', version: 2 });
  });

  it('does not merge two people into one', async () => {
    const first = await registered();
    const second = await registered({ fullName: 'نور الافتراضية' });
    expect(second.id).not.toBe(first.id);
    const outcome = await amend(
      await actionFor(second.id),
      aParticipant({ fullName: 'سَلمى المثال' }),
      context,
    );
    expect(outcome).toEqual({ ok: false, reason: 'taken' });
    expect((await now(second.id)).fullName).toBe('نور الافتراضية');
  });
});

describe('withdrawing and coming back', () => {
  it('change the status with an event and an email, and delete nothing', async () => {
    const { id } = await registered();
    expect(await withdraw(await actionFor(id), context)).toEqual({ ok: true, isChanged: true });
    expect(await now(id)).toMatchObject({
      status: 'withdrawn',
      withdrawnBy: 'participant',
      jobTitle: expect.any(String),
    });
    expect((await history(id)).at(-1)).toMatchObject({
      type: 'registration.withdrawn',
      changed: [{ field: 'status', from: 'confirmed', to: 'withdrawn' }],
    });
    expect(await queuedCount('withdrawal')).toBe(1);

    expect(await amend(await actionFor(id), aParticipant({ jobTitle: 'وزيرة' }), context)).toEqual({
      ok: false,
      reason: 'fixed',
    });
    expect(await reconfirm(await actionFor(id), context)).toEqual({ ok: true, isChanged: true });
    expect(await now(id)).toMatchObject({ status: 'confirmed', withdrawnBy: null });
    expect(await queuedCount('acknowledgement')).toBe(2);
  });

  it('are not reported as done for a form that was sent before everything changed again', async () => {
    const { id } = await registered();
    const action = await actionFor(id, { idempotencyKey: 'withdrawal-1' });
    await withdraw(action, context);
    await reconfirm(await actionFor(id), context);
    expect(await withdraw(action, context)).toMatchObject({
      ok: false,
      reason: 'changed',
      recorded: { status: 'confirmed' },
    });
  });

  it('end with the deadline', async () => {
    const { id } = await registered();
    expect(await withdraw(await actionFor(id), at(atDeadline))).toEqual({ ok: false, reason: 'closed' });
    await withdraw(await actionFor(id), at(lastMoment));
    expect(await reconfirm(await actionFor(id), at(atDeadline))).toEqual({ ok: false, reason: 'closed' });
    expect(await now(id)).toMatchObject({ status: 'withdrawn' });
  });

  it('do not restore a registration that the secretariat withdrew', async () => {
    const { id } = await registered();
    await db().registration.update({
      where: { id },
      data: { status: 'withdrawn', withdrawnBy: 'secretariat' },
    });
    expect(await reconfirm(await actionFor(id), context)).toEqual({ ok: false, reason: 'fixed' });
  });

  it('do not withdraw a registration that was amended in the meantime', async () => {
    const { id } = await registered();
    const action = await actionFor(id);
    await amend(action, aParticipant({ jobTitle: 'وزيرة' }), context);
    expect(await withdraw(action, context)).toMatchObject({ ok: false, reason: 'changed' });
    expect(await now(id)).toMatchObject({ status: 'confirmed' });
  });

  it('notify the secretariat where its mailbox wants it', async () => {
    const { id } = await registered();
    await withdraw(await actionFor(id), at(beforeDeadline, { notifySecretariat: true }));
    expect(await queuedCount('secretariatNotice')).toBe(1);
  });
});

describe('a personal link', () => {
  it('opens and changes nothing once it was revoked', async () => {
    const { id } = await registered();
    const action = await actionFor(id);
    const token = createLinkToken(action.link);
    expect((await findByLink(token))?.id).toBe(id);
    await db().registration.update({ where: { id }, data: { linkVersion: 2 } });
    expect(await findByLink(token)).toBeNull();
    expect(await withdraw(action, context)).toEqual({ ok: false, reason: 'unknown' });
    expect(await now(id)).toMatchObject({ status: 'confirmed' });
  });
});

describe('the first opening of a personal link', () => {
  it('is recorded once, for a valid link, without conflict with a change at the same time', async () => {
    const { id } = await registered();
    const opened = async (version: number, minutes: number) => {
      await recordLinkOpened({ registrationId: id, version }, () =>
        later(beforeDeadline, minutes * MINUTE_MS),
      );
      return now(id);
    };
    expect(await opened(2, 1)).toMatchObject({ linkOpenedAt: null });
    for (const minutes of [2, 3]) {
      expect(await opened(1, minutes)).toMatchObject({
        linkOpenedAt: later(beforeDeadline, 2 * MINUTE_MS),
        version: 1,
        updatedAt: beforeDeadline,
      });
    }
    expect(await history(id)).toHaveLength(1);
  });

  it('is also recorded when the link is used to change something, and reset when the form confirms again', async () => {
    const { id } = await registered();
    await withdraw(await actionFor(id), context);
    expect(await now(id)).toMatchObject({ linkOpenedAt: beforeDeadline });
    await confirmAttendance(aConfirmation(), context);
    expect(await now(id)).toMatchObject({ status: 'confirmed', linkOpenedAt: null });
  });
});

describe('a lost link', () => {
  it('is answered with one email to the address, at most one in ten minutes', async () => {
    const { id } = await registered();
    await registered({ fullName: 'نور الافتراضية' });
    for (const address of ['salma@example.org', 'Salma@Example.org', 'salma+x@example.org'])
      await requestLinks(address, 'en', context);
    expect(await queuedCount('lostLink')).toBe(1);
    expect(await db().auditEvent.count({ where: { type: 'registration.linkAsked' } })).toBe(1);

    await db().outboxMessage.updateMany({ data: { createdAt: new Date(Date.now() - 11 * 60_000) } });
    await requestLinks('salma@example.org', 'en', context);
    expect(await queuedCount('lostLink')).toBe(2);
    expect(await now(id)).toMatchObject({ version: 1 });
  });

  it('goes to a registered address: the one that was typed, or the newest opened one of the same mailbox', async () => {
    const { id } = await registered();
    const afterwards = at(later(beforeDeadline, 5 * MINUTE_MS));
    const values = { fullName: 'نور الافتراضية', email: 'salma+nour@example.org' };
    await confirmAttendance(aConfirmation(values), afterwards);
    const otherSpelling = await db().registration.findFirstOrThrow({ where: values });
    const registrationOfLink = async (address: string) => {
      await db().outboxMessage.deleteMany({ where: { kind: 'lostLink' } });
      await requestLinks(address, 'ar', context);
      return (await db().outboxMessage.findFirst({ where: { kind: 'lostLink' } }))?.registrationId;
    };
    expect(await registrationOfLink('salma@example.org')).toBe(id);
    expect(await registrationOfLink('Salma+Nour@example.org')).toBe(otherSpelling.id);
    // A stranger may have typed an address that nobody opened. Its link goes to no other spelling, and no response shows that.
    expect(await registrationOfLink('salma+other@example.org')).toBeNull();
    for (const opened of [id, otherSpelling.id]) {
      await recordLinkOpened({ registrationId: opened, version: 1 }, () => beforeDeadline);
      expect(await registrationOfLink('salma+other@example.org')).toBe(opened);
    }
  });

  it('for an unknown address writes the same rows, without a registration', async () => {
    const { id } = await registered();
    const rowsWritten = async (address: string) => {
      const before = { events: await db().auditEvent.count(), messages: await db().outboxMessage.count() };
      await requestLinks(address, 'ar', context);
      const [event] = await db().auditEvent.findMany({ orderBy: { id: 'desc' }, take: 1 });
      const message = await db().outboxMessage.findFirst({ where: { eventId: event?.id ?? 0 } });
      return {
        events: (await db().auditEvent.count()) - before.events,
        messages: (await db().outboxMessage.count()) - before.messages,
        contents: [event?.type, event?.details, message?.kind],
        registrationIds: [event?.registrationId, message?.registrationId],
      };
    };
    const forRegistered = await rowsWritten('salma@example.org');
    expect(forRegistered).toMatchObject({ events: 1, messages: 1, registrationIds: [id, id] });
    expect(await rowsWritten('stranger@example.org')).toEqual({
      ...forRegistered,
      registrationIds: [null, null],
    });
  });
});
