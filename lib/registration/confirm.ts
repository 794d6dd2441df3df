import { type BotSignal, wasReceived } from '@/lib/audit/audit';
import { lockRegistration, type Tx, transaction } from '@/lib/db/client';
import { turnOf, wasEnqueuedRecently } from '@/lib/email/outbox';
import type { Locale } from '@/lib/i18n/locale';
import { currentMeeting, type Meeting } from '@/lib/meeting/current-meeting';
import { isConfirmationOpen } from '@/lib/meeting/phase';
import { mailboxKey } from '@/lib/text/mailbox-key';
import { type Clock, machineClock } from '@/lib/time/clock';
import type { MessageKind, Registration } from '@/prisma/client/client';
import { applyChange } from './apply-change';
import { canComeBack, differences, statusChange } from './changes';
import { registrationDefaults, toColumns } from './columns';
import { distinguish, findConfirmed, findSamePerson } from './identity';
import type { ReachableParticipant } from './schema';

/** What use cases need from outside; they reach for nothing by themselves. */
export type Context = {
  /** The meeting's clock. */
  clock: Clock;
  /** Whether the secretariat's mailbox gets a notice of each confirmation, change and withdrawal. */
  notifySecretariat: boolean;
};

/** A participant's own change causes one email to the participant, and a notice to the secretariat where it wants them. */
export const emailsAbout = (kind: MessageKind, { notifySecretariat }: Context): MessageKind[] =>
  notifySecretariat ? [kind, 'secretariatNotice'] : [kind];

export const byParticipant = { actor: 'participant' } as const;

export type Confirmation = {
  participant: ReachableParticipant;
  locale: Locale;
  /** Names this submission of the form: the same key again is a double click or a reload, not a second confirmation. */
  idempotencyKey?: string | undefined;
  /** Signs that a program filled in the form; the secretariat then reviews the registration. */
  botSignals?: BotSignal[] | undefined;
};

/**
 * The answer is the same for a new and for an existing registration: nobody learns from it who registered.
 * `closed`: the deadline had passed when the write would have happened. `crowded`: too many emails wait for their turn to this mailbox.
 * In both cases nothing was stored.
 */
export type ConfirmationOutcome =
  | { ok: true }
  | { ok: false; reason: 'closed'; closedAt: Date }
  | { ok: false; reason: 'crowded' };

/** Records that someone is coming and queues the emails about it: all of it, or nothing. */
export async function confirmAttendance(
  confirmation: Confirmation,
  context: Context,
): Promise<ConfirmationOutcome> {
  const mailbox = mailboxKey(confirmation.participant.email);
  return transaction(async (tx): Promise<ConfirmationOutcome> => {
    const now = context.clock(); // after the lock is held: waiting for it must not stretch the deadline
    const meeting = await currentMeeting(tx);
    const existing = await findConfirmed(tx, meeting, confirmation.participant);
    // The email worker writes to the same row when it records an attempt.
    if (existing) await lockRegistration(tx, existing.id);
    const { idempotencyKey } = confirmation;
    const isRepeated = idempotencyKey ? await wasReceived(tx, idempotencyKey) : false;
    // A second click gets the answer of the first one, even if the deadline passed in between. Only someone who withdrew
    // after the first click is confirming anew.
    if (isRepeated && !(existing && canComeBack(existing))) return { ok: true };
    if (!isConfirmationOpen(meeting, now)) {
      return { ok: false, reason: 'closed', closedAt: meeting.closesAt };
    }
    const submission = isRepeated ? { ...confirmation, idempotencyKey: undefined } : confirmation;

    const sendable = machineClock();
    const turn = await turnOf(tx, { meetingId: meeting.id, emailKey: mailbox }, sendable);
    if (!turn) return { ok: false, reason: 'crowded' };
    if (!existing) await create(tx, meeting, submission, { now, turn }, context);
    else if (canComeBack(existing)) await confirmAgain(tx, existing, submission, { now, turn }, context);
    else await remind(tx, existing, submission, { now, isTurn: turn <= sendable });
    return { ok: true };
  }, mailbox);
}

/** A registration that a program may have sent waits for review in a list of its own. */
const reviewAfter = (botSignals: BotSignal[]) => (botSignals.length > 0 ? 'followUp' : 'new');

async function create(
  tx: Tx,
  meeting: Meeting,
  { participant, locale, idempotencyKey, botSignals = [] }: Confirmation,
  { now, turn }: { now: Date; turn: Date },
  context: Context,
): Promise<void> {
  const defaults = registrationDefaults(meeting);
  const columns = toColumns(participant, defaults);
  // The same name exists at another spelling of this address. The secretariat finds out which of the two is right.
  const isSecond = (await findSamePerson(tx, meeting, participant)) !== null;
  await applyChange(tx, {
    row: {
      type: 'create',
      data: {
        ...defaults,
        meetingId: meeting.id,
        ...columns,
        nameKey: isSecond ? distinguish(columns.nameKey, defaults.reference) : columns.nameKey,
        review: isSecond ? 'followUp' : reviewAfter(botSignals),
        language: locale,
        confirmedAt: now,
      },
    },
    event: { type: 'registration.confirmed', botSignals },
    emails: emailsAbout('acknowledgement', context),
    turn,
    actor: byParticipant,
    at: now,
    idempotencyKey,
  });
}

/**
 * Confirms what was withdrawn. The values may be a stranger's until the link is opened again. The email goes to the address that
 * was registered, because another spelling may be another mailbox.
 */
async function confirmAgain(
  tx: Tx,
  existing: Registration,
  { participant: typed, locale, idempotencyKey, botSignals = [] }: Confirmation,
  { now, turn }: { now: Date; turn: Date },
  context: Context,
): Promise<void> {
  const participant = { ...typed, email: existing.email };
  await applyChange(tx, {
    row: {
      type: 'update',
      existing,
      data: {
        ...toColumns(participant, existing),
        review: reviewAfter(botSignals),
        source: 'form',
        linkOpenedAt: null,
        language: locale,
        status: 'confirmed',
        withdrawnBy: null,
        confirmedAt: now,
      },
    },
    event: {
      type: 'registration.confirmedAgain',
      changed: [statusChange(existing.status, 'confirmed'), ...differences(existing, participant)],
      botSignals,
    },
    emails: emailsAbout('acknowledgement', context),
    turn,
    actor: byParticipant,
    at: now,
    idempotencyKey,
  });
}

/**
 * Overwrites nothing: an email tells the owner of the address which fields of the form differ and how to change them. It does not wait
 * for a turn, because a later one would tell the same.
 */
async function remind(
  tx: Tx,
  existing: Registration,
  { participant, idempotencyKey }: Confirmation,
  { now, isTurn }: { now: Date; isTurn: boolean },
): Promise<void> {
  const isRecent = await wasEnqueuedRecently(tx, 'alreadyConfirmed', { id: existing.id });
  await applyChange(tx, {
    row: { type: 'none', existing },
    event: { type: 'registration.repeated', differed: differences(existing, participant) },
    emails: isRecent || !isTurn ? [] : ['alreadyConfirmed'],
    actor: byParticipant,
    at: now,
    idempotencyKey,
  });
}
