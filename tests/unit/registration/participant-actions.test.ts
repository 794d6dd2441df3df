import { describe, expect, it } from 'vitest';
import { history } from '@/lib/audit/audit';
import { db, transaction } from '@/lib/db/client';
import { save } from '@/lib/registration/changes';
import { confirmAttendance } from '@/lib/registration/confirm';
import {
  amend,
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

const around = at(beforeDeadline);
const registered = async (given: Partial<ReachableParticipant> = {}) => {
  await confirmAttendance(aConfirmation(given), around);
  const { fullName } = aParticipant(given);
  return db().registration.findFirstOrThrow({ where: { fullName } });
};
const now = (id: string) => db().registration.findUniqueOrThrow({ where: { id } });
const actionFor = async (id: string, given: Partial<ParticipantAction> = {}): Promise<ParticipantAction> => {
  const { linkVersion, version } = await now(id);
  return { link: { registrationId: id, version: linkVersion }, expectedVersion: version, ...given };
};
const owed = async (kind: MessageKind) => db().outboxMessage.count({ where: { kind } });

describe('amending', () => {
  it('records the new values, the old ones beside them in the history, and owes one letter', async () => {
    const { id } = await registered({ country: 'JO' });
    const outcome = await amend(
      await actionFor(id),
      aParticipant({ jobTitle: 'وزيرة', country: null, organization: 'وزارة' }),
      around,
    );
    expect(outcome).toEqual({ ok: true, isChanged: true });
    expect(await now(id)).toMatchObject({
      jobTitle: 'وزيرة',
      country: null,
      organization: 'وزارة',
      version: 2,
    });
    expect((await now(id)).searchKey).toContain('وزيرة');
    expect((await history(id)).at(-1)).toMatchObject({
      type: 'registration.amended',
      actor: 'participant',
      changed: [
        { field: 'jobTitle', from: 'مديرة برنامج الحكومة الرقمية', to: 'وزيرة' },
        { field: 'country', from: 'JO', to: null },
        { field: 'organization', from: null, to: 'وزارة' },
      ],
    });
    expect(await owed('amendment')).toBe(1);
  });

  it('keeps the e-mail address, whatever is sent', async () => {
    const { id } = await registered();
    await amend(await actionFor(id), aParticipant({ jobTitle: 'وزيرة', email: 'other@example.org' }), around);
    expect(await now(id)).toMatchObject({ email: 'salma@example.org', emailKey: 'salma@example.org' });
  });

  it('is written once, however often the same form is sent', async () => {
    const { id } = await registered();
    const action = await actionFor(id, { idempotencyKey: 'amendment-1' });
    const other = aParticipant({ jobTitle: 'وزيرة' });
    expect(await amend(action, other, around)).toEqual({ ok: true, isChanged: true });
    expect(await amend(action, other, around)).toEqual({ ok: true, isChanged: true });
    expect(await amend(action, other, at(atDeadline))).toEqual({ ok: true, isChanged: true });
    expect(await history(id)).toHaveLength(2);
    expect(await owed('amendment')).toBe(1);
  });

  it('writes nothing when nothing differs', async () => {
    const { id } = await registered();
    expect(await amend(await actionFor(id), aParticipant(), around)).toEqual({ ok: true, isChanged: false });
    expect(await history(id)).toHaveLength(1);
    expect(await owed('amendment')).toBe(0);
  });

  it('is possible at the last millisecond and not at the deadline', async () => {
    const { id } = await registered();
    const action = await actionFor(id);
    const other = aParticipant({ jobTitle: 'وزيرة' });
    expect(await amend(action, other, at(atDeadline))).toEqual({ ok: false, reason: 'closed' });
    expect((await now(id)).jobTitle).toBe('مديرة برنامج الحكومة الرقمية');
    expect(await amend(action, other, at(lastMoment))).toMatchObject({ ok: true });
  });

  it('tells the second of two who saw the same version, and shows what the first one saved', async () => {
    const { id } = await registered();
    const seenByBoth = await actionFor(id);
    await amend(seenByBoth, aParticipant({ jobTitle: 'وزيرة' }), around);
    const second = await amend(seenByBoth, aParticipant({ jobTitle: 'سفيرة' }), around);
    expect(second).toMatchObject({
      ok: false,
      reason: 'changed',
      recorded: { jobTitle: 'وزيرة', version: 2 },
    });
    expect((await now(id)).jobTitle).toBe('وزيرة');
    expect(await owed('amendment')).toBe(1);
  });

  it('lets one of twenty win who save different values at once', async () => {
    const { id } = await registered();
    const action = await actionFor(id);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        amend(action, aParticipant({ jobTitle: `وزيرة ${index}` }), around),
      ),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await history(id)).toHaveLength(2);
  });

  it('is refused by the write itself, should two have read the same version at once', async () => {
    const { id } = await registered();
    const read = await now(id);
    expect(await transaction((tx) => save(tx, read, { jobTitle: 'وزيرة' }, beforeDeadline))).toBe(true);
    expect(await transaction((tx) => save(tx, read, { jobTitle: 'سفيرة' }, beforeDeadline))).toBe(false);
    expect(await now(id)).toMatchObject({ jobTitle: 'وزيرة', version: 2 });
  });

  it('does not make one person out of two', async () => {
    const first = await registered();
    const second = await registered({ fullName: 'نور الافتراضية' });
    expect(second.id).not.toBe(first.id);
    const outcome = await amend(
      await actionFor(second.id),
      aParticipant({ fullName: 'سَلمى المثال' }),
      around,
    );
    expect(outcome).toEqual({ ok: false, reason: 'taken' });
    expect((await now(second.id)).fullName).toBe('نور الافتراضية');
  });
});

describe('withdrawing and coming back', () => {
  it('is a state with its event and its letter, and nothing is deleted', async () => {
    const { id } = await registered();
    expect(await withdraw(await actionFor(id), around)).toEqual({ ok: true, isChanged: true });
    expect(await now(id)).toMatchObject({
      status: 'withdrawn',
      withdrawnBy: 'participant',
      jobTitle: expect.any(String),
    });
    expect((await history(id)).at(-1)).toMatchObject({
      type: 'registration.withdrawn',
      changed: [{ field: 'status', from: 'confirmed', to: 'withdrawn' }],
    });
    expect(await owed('withdrawal')).toBe(1);

    expect(await amend(await actionFor(id), aParticipant({ jobTitle: 'وزيرة' }), around)).toEqual({
      ok: false,
      reason: 'fixed',
    });
    expect(await reconfirm(await actionFor(id), around)).toEqual({ ok: true, isChanged: true });
    expect(await now(id)).toMatchObject({ status: 'confirmed', withdrawnBy: null });
    expect(await owed('acknowledgement')).toBe(2);
  });

  it('is not said to have happened by a form that was sent before everything changed again', async () => {
    const { id } = await registered();
    const action = await actionFor(id, { idempotencyKey: 'withdrawal-1' });
    await withdraw(action, around);
    await reconfirm(await actionFor(id), around);
    expect(await withdraw(action, around)).toMatchObject({
      ok: false,
      reason: 'changed',
      recorded: { status: 'confirmed' },
    });
  });

  it('ends with the deadline', async () => {
    const { id } = await registered();
    expect(await withdraw(await actionFor(id), at(atDeadline))).toEqual({ ok: false, reason: 'closed' });
    await withdraw(await actionFor(id), at(lastMoment));
    expect(await reconfirm(await actionFor(id), at(atDeadline))).toEqual({ ok: false, reason: 'closed' });
    expect(await now(id)).toMatchObject({ status: 'withdrawn' });
  });

  it('does not bring back whom the secretariat withdrew', async () => {
    const { id } = await registered();
    await db().registration.update({
      where: { id },
      data: { status: 'withdrawn', withdrawnBy: 'secretariat' },
    });
    expect(await reconfirm(await actionFor(id), around)).toEqual({ ok: false, reason: 'fixed' });
  });

  it('does not withdraw what was amended meanwhile', async () => {
    const { id } = await registered();
    const action = await actionFor(id);
    await amend(action, aParticipant({ jobTitle: 'وزيرة' }), around);
    expect(await withdraw(action, around)).toMatchObject({ ok: false, reason: 'changed' });
    expect(await now(id)).toMatchObject({ status: 'confirmed' });
  });

  it('tells the secretariat where its mailbox wants to know', async () => {
    const { id } = await registered();
    await withdraw(await actionFor(id), at(beforeDeadline, { notifySecretariat: true }));
    expect(await owed('secretariatNotice')).toBe(1);
  });
});

describe('a personal link', () => {
  it('opens nothing and changes nothing once it was revoked', async () => {
    const { id } = await registered();
    const action = await actionFor(id);
    const token = createLinkToken(action.link);
    expect((await findByLink(token))?.id).toBe(id);
    await db().registration.update({ where: { id }, data: { linkVersion: 2 } });
    expect(await findByLink(token)).toBeNull();
    expect(await withdraw(action, around)).toEqual({ ok: false, reason: 'unknown' });
    expect(await now(id)).toMatchObject({ status: 'confirmed' });
  });
});

describe('the first opening of a personal link', () => {
  it('is written down once, by a link that is valid, and disturbs nobody who edits', async () => {
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

  it('is known of whoever acts by it, and forgotten when the form confirms anew', async () => {
    const { id } = await registered();
    await withdraw(await actionFor(id), around);
    expect(await now(id)).toMatchObject({ linkOpenedAt: beforeDeadline });
    await confirmAttendance(aConfirmation(), around);
    expect(await now(id)).toMatchObject({ status: 'confirmed', linkOpenedAt: null });
  });
});

describe('a lost link', () => {
  it('is one letter for the address, at most one in ten minutes', async () => {
    const { id } = await registered();
    await registered({ fullName: 'نور الافتراضية' });
    for (const typed of ['salma@example.org', 'Salma@Example.org', 'salma+x@example.org'])
      await requestLinks(typed, 'en', around);
    expect(await owed('lostLink')).toBe(1);
    expect(await db().auditEvent.count({ where: { type: 'registration.linkAsked' } })).toBe(1);

    await db().outboxMessage.updateMany({ data: { createdAt: new Date(Date.now() - 11 * 60_000) } });
    await requestLinks('salma@example.org', 'en', around);
    expect(await owed('lostLink')).toBe(2);
    expect(await now(id)).toMatchObject({ version: 1 });
  });

  it('goes to an address that was registered: the one that was typed, or the newest of the same mailbox whose link was opened', async () => {
    const { id } = await registered();
    const afterwards = at(later(beforeDeadline, 5 * MINUTE_MS));
    const given = { fullName: 'نور الافتراضية', email: 'salma+nour@example.org' };
    await confirmAttendance(aConfirmation(given), afterwards);
    const spelt = await db().registration.findFirstOrThrow({ where: given });
    const askedFor = async (typed: string) => {
      await db().outboxMessage.deleteMany({ where: { kind: 'lostLink' } });
      await requestLinks(typed, 'ar', around);
      return (await db().outboxMessage.findFirst({ where: { kind: 'lostLink' } }))?.registrationId;
    };
    expect(await askedFor('salma@example.org')).toBe(id);
    expect(await askedFor('Salma+Nour@example.org')).toBe(spelt.id);
    // A stranger may have typed what nobody has opened: its link goes to no other spelling, and nothing tells so.
    expect(await askedFor('salma+other@example.org')).toBeNull();
    for (const opened of [id, spelt.id]) {
      await recordLinkOpened({ registrationId: opened, version: 1 }, () => beforeDeadline);
      expect(await askedFor('salma+other@example.org')).toBe(opened);
    }
  });

  it('is owed to nobody for an address that nobody registered: the same is written, about no registration', async () => {
    const { id } = await registered();
    const written = async (typed: string) => {
      const before = { events: await db().auditEvent.count(), messages: await db().outboxMessage.count() };
      await requestLinks(typed, 'ar', around);
      const [event] = await db().auditEvent.findMany({ orderBy: { id: 'desc' }, take: 1 });
      const message = await db().outboxMessage.findFirst({ where: { eventId: event?.id ?? 0 } });
      return {
        events: (await db().auditEvent.count()) - before.events,
        messages: (await db().outboxMessage.count()) - before.messages,
        said: [event?.type, event?.details, message?.kind],
        about: [event?.registrationId, message?.registrationId],
      };
    };
    const known = await written('salma@example.org');
    expect(known).toMatchObject({ events: 1, messages: 1, about: [id, id] });
    expect(await written('stranger@example.org')).toEqual({ ...known, about: [null, null] });
  });
});
