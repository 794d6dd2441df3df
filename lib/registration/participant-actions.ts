import { type AuditEvent, recordEvent, wasReceived } from '@/lib/audit/audit';
import { db, type Tx, transaction } from '@/lib/db/client';
import { enqueueEmail, turnOf, wasEnqueuedRecently } from '@/lib/email/outbox';
import type { Locale } from '@/lib/i18n/locale';
import { currentMeeting, type Meeting } from '@/lib/meeting/current-meeting';
import { isConfirmationOpen } from '@/lib/meeting/phase';
import type { LinkContent } from '@/lib/server/urls';
import { isSameAddress, mailboxKey } from '@/lib/text/mailbox-key';
import { type Clock, machineClock } from '@/lib/time/clock';
import type { MessageKind, Registration } from '@/prisma/client/client';
import { applyChange } from './apply-change';
import { canComeBack, differences, languageChange, statusChange } from './changes';
import { toColumns } from './columns';
import { byParticipant, type Context, emailsAbout } from './confirm';
import { isUnverified, personAfter } from './identity';
import type { Participant } from './schema';

/** A change that somebody with a personal link asks for. */
export type ParticipantAction = {
  /** The registration that the link names, and the version of the link. */
  link: LinkContent;
  /** The version of the registration from which the person's form was made. */
  expectedVersion: number;
  /** Names this submission of the form, as in `Confirmation`. */
  idempotencyKey?: string | undefined;
};

/**
 * `unknown`: the link is invalid. `closed`: the deadline has passed. `changed`: somebody saved the registration since the form was
 * made; `recorded` is the current row. `taken`: another registration at this address has the new name. `fixed`: the status does not
 * allow the change.
 */
export type ParticipantActionOutcome =
  | { ok: true; isChanged: boolean }
  | { ok: false; reason: 'unknown' | 'closed' | 'taken' | 'fixed' }
  | { ok: false; reason: 'changed'; recorded: Registration };

/** Records new values. The e-mail address cannot change, because the link was sent to it. */
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
    if (changed.length === 0) return 'unchanged';
    return {
      data: { ...toColumns(amended, existing), ...person, review: 'new' },
      event: { type: 'registration.amended', changed },
      email: 'amendment',
    };
  });

/** Records another language for emails. The email about it is the first one in that language. */
export const changeLanguage = (
  action: ParticipantAction,
  language: Locale,
  context: Context,
): Promise<ParticipantActionOutcome> =>
  carryOut(action, context, async (_, existing) => {
    if (existing.status !== 'confirmed') return 'fixed';
    const changed = languageChange(existing.language, language);
    if (changed.length === 0) return 'unchanged';
    return { data: { language }, event: { type: 'registration.amended', changed }, email: 'amendment' };
  });

/** Withdraws the participation. The row stays, and until the deadline the person may confirm again. */
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

/** Takes the participant's own withdrawal back. The recorded values stay. */
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
  | 'unchanged'
  | { data: Partial<Registration>; event: AuditEvent; email: MessageKind };

/**
 * Checks what all these actions require: a valid link, an open deadline and the expected version. Then it applies what `decide` wants.
 */
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
    // A second click gets the answer of the first one, unless somebody saved in between.
    const isLatest = existing.version === expectedVersion + 1;
    if (isLatest && idempotencyKey && (await wasReceived(tx, idempotencyKey)))
      return { ok: true, isChanged: true };
    if (!isConfirmationOpen(meeting, now)) return { ok: false, reason: 'closed' };
    if (existing.version !== expectedVersion) return { ok: false, reason: 'changed', recorded: existing };

    const decision = await decide(tx, existing, meeting, now);
    if (decision === 'unchanged') return { ok: true, isChanged: false };
    if (typeof decision === 'string') return { ok: false, reason: decision };
    // Using the link proves that the mailbox belongs to the participant, as opening it does.
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

/** Records when the personal link was opened first. The row's version stays, because no value changes that a form shows. */
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
 * Queues one email with the personal links of all registrations at an address; at most one in ten minutes, and none while other emails
 * wait for their turn to this mailbox. It goes to the registered
 * address, not to the typed one: two spellings may be two mailboxes. A registration at another spelling matches only once its link
 * was opened. Without a match a message without a recipient is queued: the same work is done, so that nobody learns who registered.
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
    const sendable = machineClock();
    const turn = await turnOf(tx, ofMailbox, sendable);
    if (!turn || turn > sendable) return;
    const newestFirst = await tx.registration.findMany({
      where: ofMailbox,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      select: { id: true, email: true, source: true, linkOpenedAt: true },
    });
    const matching =
      newestFirst.find((registration) => isSameAddress(registration.email, email)) ??
      newestFirst.find((registration) => !isUnverified(registration));
    const registrationRef = matching && { registrationId: matching.id };
    const eventId = await recordEvent(
      tx,
      { type: 'registration.linkAsked', language: locale },
      { ...registrationRef, ...byParticipant, at: clock() },
    );
    await enqueueEmail(tx, 'lostLink', { ...registrationRef, eventId });
  });
}
