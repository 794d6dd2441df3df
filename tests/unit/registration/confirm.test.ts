import { describe, expect, it } from 'vitest';
import { history } from '@/lib/audit/audit';
import { db, transaction } from '@/lib/db/client';
import { confirmAttendance } from '@/lib/registration/confirm';
import { amend, recordLinkOpened, requestLinks } from '@/lib/registration/participant-actions';
import { later } from '@/lib/time/instant';
import {
  aConfirmation,
  aParticipant,
  at,
  atDeadline,
  beforeDeadline,
  lastMoment,
} from '../../support/builders';
import { freshDatabase, noRoomFor } from '../../support/database';
import { until } from '../../support/timing';

freshDatabase();

const registrations = () => db().registration.findMany({ orderBy: { createdAt: 'asc' } });
const kinds = async () =>
  (await db().outboxMessage.findMany({ orderBy: { createdAt: 'asc' } })).map(({ kind }) => kind);
const only = async () => {
  const [registration, ...more] = await registrations();
  expect(more).toEqual([]);
  if (!registration) throw new Error('nothing was recorded');
  return registration;
};
const withdrawBy = async (withdrawnBy: 'participant' | 'secretariat') =>
  db().registration.update({ where: { id: (await only()).id }, data: { status: 'withdrawn', withdrawnBy } });
const openLink = async () => {
  const { id: registrationId, linkVersion: version } = await only();
  await recordLinkOpened({ registrationId, version }, () => beforeDeadline);
};

describe('confirming', () => {
  it('stores the registration, the event and the queued email', async () => {
    expect(await confirmAttendance(aConfirmation({ country: 'JO' }), at(beforeDeadline))).toEqual({
      ok: true,
    });
    const registration = await only();
    expect(registration).toMatchObject({
      fullName: 'سلمى المثال',
      email: 'salma@example.org',
      country: 'JO',
      language: 'ar',
      status: 'confirmed',
      confirmedAt: beforeDeadline,
    });
    expect(registration.reference).toMatch(/^AEG11-[2-9B-Z]{6}$/);
    expect(await history(registration.id)).toMatchObject([
      { type: 'registration.confirmed', actor: 'participant', at: beforeDeadline },
    ]);
    expect(await kinds()).toEqual(['acknowledgement']);
  });

  it('queues a notice to the secretariat where its mailbox wants one', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline, { notifySecretariat: true }));
    expect((await kinds()).sort()).toEqual(['acknowledgement', 'secretariatNotice']);
  });

  it('is possible at the last millisecond; at the deadline nothing is stored or queued', async () => {
    const tooLate = await confirmAttendance(aConfirmation(), at(atDeadline));
    expect(tooLate).toEqual({ ok: false, reason: 'closed', closedAt: atDeadline });
    expect(await registrations()).toEqual([]);
    expect(await kinds()).toEqual([]);

    expect(await confirmAttendance(aConfirmation(), at(lastMoment))).toEqual({ ok: true });
    expect(await registrations()).toHaveLength(1);
  });

  it('reads the clock after it has the write lock, so that waiting cannot stretch the deadline', async () => {
    let now = lastMoment;
    let isHeld = false;
    const holder = transaction(async (tx) => {
      await tx.registration.count();
      isHeld = true;
      await until(() => false, 200);
      now = atDeadline;
    });
    await until(() => isHeld, 5_000, 10);
    const outcome = await confirmAttendance(aConfirmation(), { clock: () => now, notifySecretariat: false });
    await holder;
    expect(outcome.ok).toBe(false);
    expect(await registrations()).toEqual([]);
  });

  it('stores nothing when a part of it fails', async () => {
    await noRoomFor('OutboxMessage');
    await expect(confirmAttendance(aConfirmation(), at(beforeDeadline))).rejects.toThrow();
    expect(await registrations()).toEqual([]);
    expect(await db().auditEvent.count()).toBe(0);
  });
});

describe('confirming twice', () => {
  it('is one submission when it is the same form, and queues no second email', async () => {
    const same = aConfirmation({}, { idempotencyKey: 'form-1' });
    await confirmAttendance(same, at(beforeDeadline));
    expect(await confirmAttendance(same, at(beforeDeadline))).toEqual({ ok: true });
    const { id } = await only();
    expect(await history(id)).toHaveLength(1);
    expect(await kinds()).toEqual(['acknowledgement']);
  });

  it('keeps its first answer when the second click comes after the deadline', async () => {
    const same = aConfirmation({}, { idempotencyKey: 'form-1' });
    await confirmAttendance(same, at(lastMoment));
    expect(await confirmAttendance(same, at(atDeadline))).toEqual({ ok: true });
    expect(await kinds()).toEqual(['acknowledgement']);
  });

  it('treats forms without an idempotency key as different submissions', async () => {
    for (const email of ['a@example.org', 'b@example.org', 'c@example.org']) {
      expect(
        await confirmAttendance(aConfirmation({ email }, { idempotencyKey: '' }), at(beforeDeadline)),
      ).toEqual({
        ok: true,
      });
    }
    expect(await registrations()).toHaveLength(3);
  });

  it('makes one registration when twenty of the same arrive at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () =>
        confirmAttendance(aConfirmation({}, { idempotencyKey: 'form-1' }), at(beforeDeadline)),
      ),
    );
    expect(outcomes).toEqual(Array(20).fill({ ok: true }));
    await only();
    expect(await kinds()).toEqual(['acknowledgement']);
  });

  it('changes nothing, gives the same answer, and tells the owner of the address which fields differ', async () => {
    await confirmAttendance(aConfirmation({}, { idempotencyKey: 'form-1' }), at(beforeDeadline));
    const outcome = await confirmAttendance(
      aConfirmation(
        { fullName: 'سَلمى  المثال', jobTitle: 'وزيرة', email: 'Salma@Example.org' },
        { idempotencyKey: 'form-2' },
      ),
      at(beforeDeadline),
    );
    expect(outcome).toEqual({ ok: true });
    const registration = await only();
    expect(registration).toMatchObject({
      jobTitle: 'مديرة برنامج الحكومة الرقمية',
      email: 'salma@example.org',
    });
    const [, repeated] = await history(registration.id);
    expect(repeated).toMatchObject({ type: 'registration.repeated' });
    expect(repeated?.type === 'registration.repeated' && repeated.differed).toContainEqual({
      field: 'jobTitle',
      from: 'مديرة برنامج الحكومة الرقمية',
      to: 'وزيرة',
    });
    expect(await kinds()).toEqual(['acknowledgement', 'alreadyConfirmed']);
  });

  it.each([
    ['a part behind a plus', 'salma@example.org', 'salma+visa@example.org'],
    ['dots that Gmail ignores', 'salma.example@gmail.com', 's.almaexample@gmail.com'],
    ['the other domain of Gmail', 'salma@gmail.com', 'Salma@GoogleMail.com'],
  ])(
    'is one person with %s, and the email goes to the registered address',
    async (_, email, otherSpelling) => {
      await confirmAttendance(aConfirmation({ email }), at(beforeDeadline));
      await openLink();
      await confirmAttendance(aConfirmation({ email: otherSpelling }), at(beforeDeadline));
      expect(await only()).toMatchObject({ email });
      expect(await kinds()).toEqual(['acknowledgement', 'alreadyConfirmed']);
    },
  );

  it('records the owner of an address, even if a stranger typed the name at another spelling of it before', async () => {
    await confirmAttendance(aConfirmation({ email: 'salma+zz@example.org' }), at(beforeDeadline));
    for (const minutes of [1, 2])
      await confirmAttendance(aConfirmation(), at(later(beforeDeadline, minutes * 60_000)));
    const [ofStranger, ofOwner, ...more] = await registrations();
    expect(more).toEqual([]);
    expect(ofStranger).toMatchObject({ email: 'salma+zz@example.org', review: 'new' });
    expect(ofOwner).toMatchObject({ email: 'salma@example.org', review: 'followUp' });
    const messages = await db().outboxMessage.findMany({ orderBy: { createdAt: 'asc' } });
    expect(messages.map(({ kind, registrationId }) => [kind, registrationId])).toEqual([
      ['acknowledgement', ofStranger?.id],
      ['acknowledgement', ofOwner?.id],
      ['alreadyConfirmed', ofOwner?.id],
    ]);

    await requestLinks('salma@example.org', 'ar', at(beforeDeadline));
    const link = await db().outboxMessage.findFirstOrThrow({ where: { kind: 'lostLink' } });
    expect(link.registrationId).toBe(ofOwner?.id);
  });

  it.each([
    ['an invisible character', 'Salma\u2060 Sample'],
    ['an invisible filler', 'Salma\u3164 Sample'],
    ['a Cyrillic letter', 'S\u0430lma Sample'],
    ['a Cyrillic capital', 'Salma \u0405ample'],
    ['full-width letters', 'Ｓａｌｍａ Sample'],
  ])('is one person where the name is spelt with %s', async (_, fullName) => {
    for (const name of ['Salma Sample', fullName]) {
      await confirmAttendance(aConfirmation({ fullName: name }), at(beforeDeadline));
    }
    expect(await only()).toMatchObject({ fullName: 'Salma Sample' });
  });

  it('queues at most one such email in ten minutes', async () => {
    for (const idempotencyKey of ['1', '2', '3']) {
      await confirmAttendance(aConfirmation({}, { idempotencyKey }), at(beforeDeadline));
    }
    expect(await kinds()).toEqual(['acknowledgement', 'alreadyConfirmed']);

    await db().outboxMessage.updateMany({ data: { createdAt: later(new Date(), -11 * 60_000) } });
    await confirmAttendance(aConfirmation({}, { idempotencyKey: '4' }), at(beforeDeadline));
    expect((await kinds()).filter((kind) => kind === 'alreadyConfirmed')).toHaveLength(2);
  });

  it('registers a colleague who shares the mailbox', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await confirmAttendance(aConfirmation({ fullName: 'نور الافتراضية' }), at(beforeDeadline));
    expect((await registrations()).map(({ fullName }) => fullName)).toEqual([
      'سلمى المثال',
      'نور الافتراضية',
    ]);
    expect(await kinds()).toEqual(['acknowledgement', 'acknowledgement']);
  });
});

describe('confirming after a withdrawal', () => {
  it('restores the registration with the new values', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await withdrawBy('participant');
    await confirmAttendance(aConfirmation({ jobTitle: 'وزيرة' }), at(later(beforeDeadline, 1_000)));
    const registration = await only();
    expect(registration).toMatchObject({ status: 'confirmed', withdrawnBy: null, jobTitle: 'وزيرة' });
    expect((await history(registration.id)).at(-1)).toMatchObject({
      type: 'registration.confirmedAgain',
      changed: [
        { field: 'status', from: 'withdrawn', to: 'confirmed' },
        { field: 'jobTitle', from: 'مديرة برنامج الحكومة الرقمية', to: 'وزيرة' },
      ],
    });
    expect(await kinds()).toEqual(['acknowledgement', 'acknowledgement']);
  });

  it('keeps the registered address, however it is spelt now', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await openLink();
    await withdrawBy('participant');
    const otherSpelling = aConfirmation({ jobTitle: 'وزيرة', email: 'salma+other@example.org' });
    await confirmAttendance(otherSpelling, at(beforeDeadline));
    expect(await only()).toMatchObject({
      status: 'confirmed',
      jobTitle: 'وزيرة',
      email: 'salma@example.org',
    });
  });

  it('restores the registration when the very same form is sent again', async () => {
    const same = aConfirmation({}, { idempotencyKey: 'form-1' });
    await confirmAttendance(same, at(beforeDeadline));
    await withdrawBy('participant');
    expect(await confirmAttendance(same, at(beforeDeadline))).toEqual({ ok: true });
    expect(await only()).toMatchObject({ status: 'confirmed' });
  });

  it('does not restore what the secretariat withdrew', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await withdrawBy('secretariat');
    expect(await confirmAttendance(aConfirmation({ jobTitle: 'وزيرة' }), at(beforeDeadline))).toEqual({
      ok: true,
    });
    expect(await only()).toMatchObject({ status: 'withdrawn', withdrawnBy: 'secretariat' });
    expect(await kinds()).toEqual(['acknowledgement', 'alreadyConfirmed']);
  });
});

describe('what the secretariat sees of a confirmation', () => {
  const only = () => db().registration.findFirstOrThrow();

  it('is new, has the form as its source, and proposes a presentation if it has a title', async () => {
    await confirmAttendance(aConfirmation({ presentationTitle: 'عنوان العرض' }), at(beforeDeadline));
    expect(await only()).toMatchObject({ review: 'new', source: 'form', presentation: 'proposed' });
  });

  it('is marked for review where a program may have sent it, and is acknowledged all the same', async () => {
    await confirmAttendance(aConfirmation({}, { botSignals: ['honeypot', 'tooFast'] }), at(beforeDeadline));
    const { id, review } = await only();
    expect(review).toBe('followUp');
    expect(await history(id)).toMatchObject([
      { type: 'registration.confirmed', botSignals: ['honeypot', 'tooFast'] },
    ]);
    expect(await db().outboxMessage.count({ where: { kind: 'acknowledgement' } })).toBe(1);
  });

  it('includes bot signals that an earlier version stored under other names', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    const { id } = await db().registration.findFirstOrThrow();
    await db().auditEvent.updateMany({ data: { details: { doubts: ['trap', 'haste', 'unsigned'] } } });
    expect(await history(id)).toMatchObject([{ botSignals: ['honeypot', 'tooFast', 'missingToken'] }]);
  });

  it('is new again after a change by the participant: an accepted presentation stays accepted, a declined one is proposed again', async () => {
    await confirmAttendance(aConfirmation({ presentationTitle: 'عنوان العرض' }), at(beforeDeadline));
    const changeTitle = async (presentationTitle: string | null) => {
      const { id, version, linkVersion } = await only();
      const action = { link: { registrationId: id, version: linkVersion }, expectedVersion: version };
      await amend(action, aParticipant({ presentationTitle }), at(beforeDeadline));
      return only();
    };
    const decide = (presentation: 'accepted' | 'declined') =>
      db().registration.updateMany({ data: { review: 'reviewed', presentation, presentationOrder: 2 } });
    await decide('accepted');
    expect(await changeTitle('عنوان آخر')).toMatchObject({
      review: 'new',
      presentation: 'accepted',
      presentationOrder: 2,
    });
    await decide('declined');
    expect(await changeTitle('عنوان ثالث')).toMatchObject({
      presentation: 'proposed',
      presentationOrder: null,
    });
    expect(await changeTitle(null)).toMatchObject({ presentation: null, presentationOrder: null });
  });
});
