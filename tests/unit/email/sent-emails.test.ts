import { describe, expect, it } from 'vitest';
import { history } from '@/lib/audit/audit';
import { db } from '@/lib/db/client';
import { claim, recordAttempt } from '@/lib/email/outbox';
import { emailsOf, findEmail } from '@/lib/email/sent-emails';
import { confirmAttendance } from '@/lib/registration/confirm';
import { resendEmail } from '@/lib/registration/staff-actions';
import { invite } from '@/lib/staff/members';
import { later } from '@/lib/time/instant';
import { aConfirmation, anEmail, at, beforeDeadline } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

const actor = { actor: 'secretariat', by: 'rima@example.org' } as const;
const context = { actor, clock: () => beforeDeadline };
const sendAll = async () => {
  for (const message of await claim(10, later(new Date(), 1_000)))
    await recordAttempt(message, { ok: true, email: anEmail() });
};
const confirmed = async () => {
  await confirmAttendance(aConfirmation(), at(beforeDeadline, { notifySecretariat: true }));
  await sendAll();
  return db().registration.findFirstOrThrow();
};
const acknowledgements = () =>
  db().outboxMessage.findMany({ where: { kind: 'acknowledgement' }, orderBy: { createdAt: 'asc' } });

describe('an email of the site', () => {
  it('can be read once it was sent, with its recipient, the time, and the event that caused it', async () => {
    const { id } = await confirmed();
    const [message] = await acknowledgements();
    const { to, subject, text, language } = anEmail();
    expect(await findEmail(message?.id ?? '')).toMatchObject({
      sentTo: to,
      sentSubject: subject,
      sentText: text,
      sentLanguage: language,
      sentAt: expect.any(Date),
      registration: { id },
      cause: { type: 'registration.confirmed', actor: 'participant' },
      askedAgain: [],
    });
    expect(await findEmail('nothing')).toBeNull();
  });

  it('that a member asked for again names the member beside its cause', async () => {
    const { id } = await confirmed();
    const [first] = await acknowledgements();
    await resendEmail(first?.id ?? '', context);
    const [, again] = await acknowledgements();
    const details = await findEmail(again?.id ?? '');
    expect(details).toMatchObject({
      sentText: null,
      cause: { type: 'registration.confirmed', actor: 'participant' },
      askedAgain: [{ type: 'registration.letterAgain', by: 'rima@example.org' }],
    });
    expect((await findEmail(first?.id ?? ''))?.askedAgain).toEqual([]);

    // The log leads from each event to what it sent, and from the asking to the email that was asked for.
    await invite('host@example.org', 'host', context);
    await sendAll();
    const invited = await db().auditEvent.findFirstOrThrow({ where: { type: 'person.invited' } });
    const events = await history(id);
    const event = { ...events[0], id: invited.id, registrationId: null } as (typeof events)[number];
    const emails = await emailsOf([...events, event]);
    const kinds = (index: number) =>
      emails.get(events[index]?.id ?? 0)?.map(({ kind, id: emailId }) => [kind, emailId === again?.id]);
    expect(kinds(0)?.sort()).toEqual([
      ['acknowledgement', false],
      ['acknowledgement', true],
      ['secretariatNotice', false],
    ]);
    expect(kinds(1)).toEqual([['acknowledgement', true]]);
    expect(emails.get(invited.id)).toMatchObject([{ kind: 'memberInvitation' }]);
  });
});
