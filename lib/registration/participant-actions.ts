import { type AuditEvent, recordEvent, wasReceived } from '@/lib/audit/audit';
import { db, type Tx, transaction } from '@/lib/db/client';
import { enqueueEmail, wasEnqueuedRecently } from '@/lib/email/outbox';
import type { Locale } from '@/lib/i18n/locale';
import { currentMeeting, type Meeting } from '@/lib/meeting/current-meeting';
import { isConfirmationOpen } from '@/lib/meeting/phase';
import type { LinkContent } from '@/lib/server/urls';
import { isSameAddress, mailboxKey } from '@/lib/text/mailbox-key';
import type { Clock } from '@/lib/time/clock';
import type { MessageKind, Registration } from '@/prisma/client/client';
import { applyChange } from './apply-change';
import { byParticipant, type Context, emailsAbout } from './confirm';
import { canComeBack, differences, isUnverified, personAfter, statusChange, toColumns } from './identity';
import type { Participant } from './schema';

/** One wish of someone who holds a personal link. */
export type ParticipantAction = {
  /** What the link opens. */
  link: LinkContent;
  /** The version of the registration that the person saw. */
  expectedVersion: number;
  /** Names this sending of the form, as for a confirmation. */
  idempotencyKey?: string | undefined;
};

/**
 * `unknown`: the link opens nothing any more. `closed`: the deadline had passed. `changed`: somebody saved since the person
 * looked; `recorded` is what stands now. `taken`: another registration at this address has that name. `fixed`: its state
 * does not allow it.
 */
export type ParticipantActionOutcome =
  | { ok: true; isChanged: boolean }
  | { ok: false; reason: 'unknown' | 'closed' | 'taken' | 'fixed' }
  | { ok: false; reason: 'changed'; recorded: Registration };

/** Records other values; the e-mail address stays, because it is what the link was sent to. */
export const amend = (
  action: ParticipantAction,
  participant: Participant,
  context: Context,
): Promise<ParticipantActionOutcome> =>
  carryOut(action, context, async (tx, existing, meeting) => {
    if (existing.status !== 'confirmed') return 'fixed';
    const amended = { ...participant, email: existing.email };
    const person = await personAfter(tx, meeting, existing, amended);
    if (!person) return 'taken';
    const changed = differences(existing, amended);
    if (changed.length === 0) return 'nothing';
    return {
      data: { ...toColumns(amended, existing), ...person, review: 'new' },
      event: { type: 'registration.amended', changed },
      email: 'amendment',
    };
  });

/** Withdraws participation. Nothing is deleted, and until the deadline the person may come back. */
export const withdraw = (action: ParticipantAction, context: Context): Promise<ParticipantActionOutcome> =>
  carryOut(action, context, async (_, { status }) => {
    if (status !== 'confirmed') return 'fixed';
    const changed = [statusChange(status, 'withdrawn')];
    return {
      data: { status: 'withdrawn', withdrawnBy: 'participant', review: 'new' },
      event: { type: 'registration.withdrawn', changed },
      email: 'withdrawal',
    };
  });

/** Confirms again, with the recorded values, what the participant had withdrawn. */
export const reconfirm = (action: ParticipantAction, context: Context): Promise<ParticipantActionOutcome> =>
  carryOut(action, context, async (_, existing, __, now) => {
    if (!canComeBack(existing)) return 'fixed';
    const changed = [statusChange(existing.status, 'confirmed')];
    return {
      data: { status: 'confirmed', withdrawnBy: null, confirmedAt: now, review: 'new' },
      event: { type: 'registration.confirmedAgain', changed },
      email: 'acknowledgement',
    };
  });

type Decision =
  | 'fixed'
  | 'taken'
  | 'nothing'
  | { data: Partial<Registration>; event: AuditEvent; email: MessageKind };

/** What all these actions share: the link is valid, the deadline has not passed, and nobody saved since the person looked. */
async function carryOut(
  { link, expectedVersion, idempotencyKey }: ParticipantAction,
  context: Context,
  decide: (tx: Tx, existing: Registration, meeting: Meeting, now: Date) => Promise<Decision>,
): Promise<ParticipantActionOutcome> {
  return transaction(async (tx): Promise<ParticipantActionOutcome> => {
    const now = context.clock(); // after the write lock is held: waiting for it must not stretch the deadline
    const meeting = await currentMeeting(tx);
    const existing = await tx.registration.findUnique({ where: { id: link.registrationId } });
    if (existing?.linkVersion !== link.version) return { ok: false, reason: 'unknown' };
    // A second click stays what the first one was, as long as nothing else has happened since.
    const isLatest = existing.version === expectedVersion + 1;
    if (isLatest && idempotencyKey && (await wasReceived(tx, idempotencyKey)))
      return { ok: true, isChanged: true };
    if (!isConfirmationOpen(meeting, now)) return { ok: false, reason: 'closed' };
    if (existing.version !== expectedVersion) return { ok: false, reason: 'changed', recorded: existing };

    const decision = await decide(tx, existing, meeting, now);
    if (decision === 'nothing') return { ok: true, isChanged: false };
    if (typeof decision === 'string') return { ok: false, reason: decision };
    // Whoever acts by the link has opened it.
    const data = { ...decision.data, linkOpenedAt: existing.linkOpenedAt ?? now };
    const applied = await applyChange(tx, {
      row: { type: 'update', existing, data },
      event: decision.event,
      emails: emailsAbout(decision.email, context),
      actor: byParticipant,
      at: now,
      idempotencyKey,
    });
    if (applied !== null) return { ok: true, isChanged: true };
    const recorded = await tx.registration.findUniqueOrThrow({ where: { id: existing.id } });
    return { ok: false, reason: 'changed', recorded };
  });
}

/** Writes down, once, that somebody opened the personal link; its version stays, because nothing was changed. */
export async function recordLinkOpened(
  { registrationId, version }: LinkContent,
  clock: Clock,
): Promise<void> {
  await db().registration.updateMany({
    where: { id: registrationId, linkVersion: version, linkOpenedAt: null },
    data: { linkOpenedAt: clock() },
  });
}

/**
 * Owes the owner of a mailbox one email with the links of all registrations at one address; at most one in ten minutes. It goes to
 * the address that was registered, however this one is spelt: elsewhere two spellings may be two mailboxes. So at another
 * spelling a registration counts once its link was opened. Where none counts an email is owed to nobody: the same is written
 * and computed, and nothing tells the asker whether there is any.
 */
export async function requestLinks(
  email: string,
  locale: Locale,
  { clock }: Pick<Context, 'clock'>,
): Promise<void> {
  await transaction(async (tx) => {
    const { id: meetingId } = await currentMeeting(tx);
    const ofMailbox = { meetingId, emailKey: mailboxKey(email) };
    if (await wasEnqueuedRecently(tx, 'lostLink', ofMailbox)) return;
    const newestFirst = await tx.registration.findMany({
      where: ofMailbox,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      select: { id: true, email: true, source: true, linkOpenedAt: true },
    });
    const chosen =
      newestFirst.find((one) => isSameAddress(one.email, email)) ??
      newestFirst.find((one) => !isUnverified(one));
    const about = chosen && { registrationId: chosen.id };
    const eventId = await recordEvent(
      tx,
      { type: 'registration.linkAsked', language: locale },
      { ...about, ...byParticipant, at: clock() },
    );
    await enqueueEmail(tx, 'lostLink', { ...about, eventId });
  });
}
