import { type BotSignal, recordEvent, wasReceived } from '@/lib/audit/audit';
import { lockRegistration, type Tx, transaction } from '@/lib/db/client';
import { enqueueEmail, wakeWorker, wasEnqueuedRecently } from '@/lib/email/outbox';
import type { Locale } from '@/lib/i18n/locale';
import { currentMeeting, type Meeting } from '@/lib/meeting/current-meeting';
import { isConfirmationOpen } from '@/lib/meeting/phase';
import { mailboxKey } from '@/lib/text/mailbox-key';
import type { Clock } from '@/lib/time/clock';
import type { Registration } from '@/prisma/client/client';
import {
  canComeBack,
  differences,
  distinguish,
  findConfirmed,
  findSamePerson,
  registrationDefaults,
  save,
  statusChange,
  toColumns,
} from './identity';
import type { ReachableParticipant } from './schema';

/** What the use cases need from outside; they reach for nothing by themselves. */
export type Context = {
  /** The meeting's clock. */
  clock: Clock;
  /** Whether the secretariat's mailbox gets a notice of each confirmation, change and withdrawal. */
  notifySecretariat: boolean;
};

export type Confirmation = {
  participant: ReachableParticipant;
  locale: Locale;
  /** Names this sending of the form: the same key again is a double click or a reload, not a new wish. */
  idempotencyKey?: string | undefined;
  /** Why a program may have sent it; the secretariat looks at it then. */
  doubts?: BotSignal[] | undefined;
};

/**
 * The answer does not tell a new registration from a known one: nobody learns from it who registered.
 * `closed`: the deadline had passed when the write would have happened; nothing was stored.
 */
export type ConfirmationOutcome = { ok: true } | { ok: false; reason: 'closed'; closedAt: Date };

/** Records that someone is coming and owes the letters about it: all of it, or nothing. */
export async function confirmAttendance(
  confirmation: Confirmation,
  { clock, notifySecretariat }: Context,
): Promise<ConfirmationOutcome> {
  const mailbox = mailboxKey(confirmation.participant.email);
  const outcome = await transaction(async (tx): Promise<ConfirmationOutcome> => {
    const now = clock(); // after the lock is held: waiting for it must not stretch the deadline
    const meeting = await currentMeeting(tx);
    const existing = await findConfirmed(tx, meeting, confirmation.participant);
    // Letters to this person that end just now write beside the registration, too.
    if (existing) await lockRegistration(tx, existing.id);
    const { idempotencyKey } = confirmation;
    const isRepeated = idempotencyKey ? await wasReceived(tx, idempotencyKey) : false;
    // A second click stays what the first one was, also when the door has shut in between; but whoever withdrew since then
    // means it anew.
    if (isRepeated && !(existing && canComeBack(existing))) return { ok: true };
    if (!isConfirmationOpen(meeting, now)) {
      return { ok: false, reason: 'closed', closedAt: meeting.closesAt };
    }
    const sending = isRepeated ? { ...confirmation, idempotencyKey: undefined } : confirmation;

    if (!existing) await create(tx, meeting, sending, now, notifySecretariat);
    else if (canComeBack(existing)) await confirmAgain(tx, existing, sending, now, notifySecretariat);
    else await remind(tx, existing, sending, now);
    return { ok: true };
  }, mailbox);
  if (outcome.ok) wakeWorker();
  return outcome;
}

/** What may come from a program waits for somebody of the secretariat under a name of its own. */
const reviewOf = (doubts: BotSignal[]) => (doubts.length > 0 ? 'followUp' : 'new');

async function create(
  tx: Tx,
  meeting: Meeting,
  { participant, locale, idempotencyKey, doubts = [] }: Confirmation,
  now: Date,
  notifySecretariat: boolean,
): Promise<void> {
  const made = registrationDefaults(meeting);
  const columns = toColumns(participant, made);
  // Somebody has typed the same name at another spelling of the address: which of the two is right the secretariat finds out.
  const isSecond = (await findSamePerson(tx, meeting, participant)) !== null;
  const { id: registrationId } = await tx.registration.create({
    data: {
      ...made,
      meetingId: meeting.id,
      ...columns,
      nameKey: isSecond ? distinguish(columns.nameKey, made.reference) : columns.nameKey,
      review: isSecond ? 'followUp' : reviewOf(doubts),
      language: locale,
      confirmedAt: now,
      createdAt: now,
      updatedAt: now,
    },
  });
  const eventId = await recordEvent(
    tx,
    { type: 'registration.confirmed', doubts },
    { registrationId, actor: 'participant', at: now, idempotencyKey },
  );
  await enqueueEmail(tx, 'acknowledgement', { registrationId, eventId });
  if (notifySecretariat) await enqueueEmail(tx, 'secretariatNotice', { registrationId, eventId });
}

/**
 * The values are a stranger's until the link is opened anew, and the email goes to the address that was registered: elsewhere
 * another spelling may be another mailbox.
 */
async function confirmAgain(
  tx: Tx,
  existing: Registration,
  { participant: typed, locale, idempotencyKey, doubts = [] }: Confirmation,
  now: Date,
  notifySecretariat: boolean,
): Promise<void> {
  const participant = { ...typed, email: existing.email };
  const again = {
    ...toColumns(participant, existing),
    review: reviewOf(doubts),
    source: 'form',
    linkOpenedAt: null,
    language: locale,
    status: 'confirmed',
    withdrawnBy: null,
    confirmedAt: now,
  } as const;
  if (!(await save(tx, existing, again, now))) return;
  const about = { registrationId: existing.id, actor: 'participant', at: now, idempotencyKey } as const;
  const changed = [statusChange(existing.status, 'confirmed'), ...differences(existing, participant)];
  const eventId = await recordEvent(tx, { type: 'registration.confirmedAgain', changed, doubts }, about);
  await enqueueEmail(tx, 'acknowledgement', { registrationId: existing.id, eventId });
  if (notifySecretariat)
    await enqueueEmail(tx, 'secretariatNotice', { registrationId: existing.id, eventId });
}

/** Nothing is overwritten: the owner of the address learns in which fields the form differed and how to change them. */
async function remind(
  tx: Tx,
  existing: Registration,
  { participant, idempotencyKey }: Confirmation,
  now: Date,
): Promise<void> {
  const about = { registrationId: existing.id, actor: 'participant', at: now, idempotencyKey } as const;
  const differed = differences(existing, participant);
  const eventId = await recordEvent(tx, { type: 'registration.repeated', differed }, about);
  if (await wasEnqueuedRecently(tx, 'alreadyConfirmed', { id: existing.id })) return;
  await enqueueEmail(tx, 'alreadyConfirmed', { registrationId: existing.id, eventId });
}
