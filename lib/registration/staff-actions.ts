import { type Actor, type AuditEvent, type Change, wasReceived } from '@/lib/audit/audit';
import { type Tx, transaction } from '@/lib/db/client';
import { cancelEmails, enqueueEmail, retryEmail, retryFailedEmailsOf } from '@/lib/email/outbox';
import type { Locale } from '@/lib/i18n/locale';
import { currentMeeting, type Meeting } from '@/lib/meeting/current-meeting';
import type { Clock } from '@/lib/time/clock';
import type { MessageKind, PresentationState, Registration, ReviewState } from '@/prisma/client/client';
import { applyChange } from './apply-change';
import { differences, languageChange, statusChange } from './changes';
import { searchAndSortKeys, toColumns } from './columns';
import { personAfter } from './identity';
import type { Participant } from './schema';

/** Which registration a member changes, and from which version of it. */
export type StaffAction = {
  id: string;
  /** The version of the registration from which the member's form was made. */
  expectedVersion: number;
  actor: Actor;
  clock: Clock;
};

/**
 * `unknown`: there is no such registration, or it was erased. `changed`: somebody saved it since the form was made; `recorded` is the
 * current row. `taken`: another registration has this name at this address, or this place among the presentations. `fixed`: the
 * status does not allow the change.
 */
export type StaffActionOutcome =
  | { ok: true; isChanged: boolean }
  | { ok: false; reason: 'unknown' | 'taken' | 'fixed' }
  | { ok: false; reason: 'changed'; recorded: Registration };

/** The fields that staff edit and participants do not see. */
export type StaffFields = {
  review: ReviewState;
  internalNote: string | null;
  latinName: string | null;
  /** `null` without a presentation. */
  presentation: PresentationState | null;
  /** The place of an accepted presentation in its session, from 1; `null` for others. */
  presentationOrder: number | null;
};

const staffFieldNames = ['review', 'internalNote', 'latinName', 'presentation', 'presentationOrder'] as const;

/** Saves the staff fields of a registration. Nobody gets an email about it. */
export const updateStaffFields = (action: StaffAction, requested: StaffFields): Promise<StaffActionOutcome> =>
  carryOut(action, async (tx, existing) => {
    const presentation = existing.presentationTitle === null ? null : (requested.presentation ?? 'proposed');
    const presentationOrder = presentation === 'accepted' ? requested.presentationOrder : null;
    const { review, internalNote, latinName } = requested; // a caller's object may have other columns too
    const values: StaffFields = { review, internalNote, latinName, presentation, presentationOrder };
    if (presentationOrder !== null && (await isPlaceTaken(tx, existing, presentationOrder))) return 'taken';
    const changed = staffFieldChanges(existing, values);
    if (changed.length === 0) return 'unchanged';
    return {
      data: { ...values, ...searchAndSortKeys({ ...existing, ...values }) },
      event: { type: 'registration.handled', changed },
    };
  });

/** The staff fields whose values differ, with both values. */
export const staffFieldChanges = (recorded: StaffFields, requested: StaffFields): Change[] =>
  staffFieldNames
    .filter((field) => recorded[field] !== requested[field])
    .map((field) => ({ field, from: stringOrNull(recorded[field]), to: stringOrNull(requested[field]) }));

const stringOrNull = (value: string | number | null): string | null =>
  value === null ? null : String(value);

/** Whether another accepted presentation has this place. */
async function isPlaceTaken(
  tx: Tx,
  { id, meetingId }: Registration,
  presentationOrder: number,
): Promise<boolean> {
  const others = {
    meetingId,
    presentationOrder,
    presentation: 'accepted',
    status: 'confirmed',
    id: { not: id },
  } as const;
  return (await tx.registration.count({ where: others })) > 0;
}

/** Other values for a registration, and why. */
export type Correction = {
  participant: Participant;
  /** Of emails to the participant; by default it stays. */
  language?: Locale | undefined;
  reason: string;
  isNotified: boolean;
};

/**
 * Records other values, also after the deadline. With a new address the links sent to the old one become invalid, and emails that failed
 * go to the new one if the participant is to be told. Without any address the emails that wait are cancelled.
 */
export const correct = (action: StaffAction, correction: Correction): Promise<StaffActionOutcome> =>
  carryOut(action, (tx, existing, meeting) => decideCorrection(tx, meeting, existing, correction));

/**
 * Records other values in a transaction that has read the registration, for many registrations at once.
 * @throws if another registration is about that person, which the transaction must not find out so late
 */
export async function correctWithin(
  tx: Tx,
  { meeting, existing }: { meeting: Meeting; existing: Registration },
  correction: Correction,
  origin: { actor: Actor; at: Date },
): Promise<void> {
  const decision = await decideCorrection(tx, meeting, existing, correction);
  if (decision === 'unchanged') return;
  const applied = typeof decision === 'string' ? null : await applyDecision(tx, existing, decision, origin);
  if (applied === null) throw new Error('a registration could not be corrected');
}

async function decideCorrection(
  tx: Tx,
  meeting: Meeting,
  existing: Registration,
  { participant, language, reason, isNotified }: Correction,
): Promise<Decision> {
  const person = await personAfter(tx, meeting, existing, participant);
  if (!person) return 'taken';
  const changed = [
    ...differences(existing, participant),
    ...languageChange(existing.language, language ?? existing.language),
  ];
  if (changed.length === 0) return 'unchanged';
  const isMoved = existing.email !== participant.email;
  if (participant.email === null) await cancelEmails(tx, { registrationId: existing.id });
  else if (isMoved && isNotified) await retryFailedEmailsOf(tx, existing.id);
  return {
    data: {
      ...toColumns(participant, existing),
      ...person,
      ...(language && { language }),
      ...(isMoved && { linkVersion: existing.linkVersion + 1, linkOpenedAt: null }),
    },
    event: { type: 'registration.corrected', changed, reason },
    email: isNotified && participant.email !== null ? 'amendment' : undefined,
  };
}

/** Withdraws a participation for the participant, who cannot take it back by the form or the link. */
export const withdrawByStaff = (
  action: StaffAction,
  { reason, isNotified }: { reason: string; isNotified: boolean },
): Promise<StaffActionOutcome> =>
  carryOut(action, async (_, { status, email }) => {
    if (status !== 'confirmed') return 'fixed';
    const changed = [statusChange(status, 'withdrawn')];
    return {
      data: { status: 'withdrawn', withdrawnBy: 'secretariat' },
      event: { type: 'registration.withdrawn', changed, reason },
      email: isNotified && email !== null ? 'withdrawal' : undefined,
    };
  });

/** Takes a withdrawal back, by the participant or by the secretariat. */
export const reinstate = (
  action: StaffAction,
  { reason, isNotified }: { reason: string; isNotified: boolean },
): Promise<StaffActionOutcome> =>
  carryOut(action, async (_, { status, email }) => {
    if (status !== 'withdrawn') return 'fixed';
    const changed = [statusChange(status, 'confirmed')];
    return {
      data: { status: 'confirmed', withdrawnBy: null },
      event: { type: 'registration.reinstated', changed, reason },
      email: isNotified && email !== null ? 'acknowledgement' : undefined,
    };
  });

/** Makes all personal links of a registration invalid, and queues an email with a new one if there is an address. */
export const replaceLink = (
  action: StaffAction,
  { reason }: { reason: string },
): Promise<StaffActionOutcome> =>
  carryOut(action, async (_, { linkVersion, email }) => ({
    data: { linkVersion: linkVersion + 1 },
    event: { type: 'registration.linkReplaced', reason },
    email: email === null ? undefined : 'newLink',
  }));

/** Kinds of emails that can be sent again after they were sent, because they say the same as before. */
const repeatable: readonly MessageKind[] = [
  'acknowledgement',
  'amendment',
  'withdrawal',
  'newLink',
  'alreadyConfirmed',
];

/**
 * Sends an email again. One that waits or failed is tried again; for one that was sent, a new one about the same event is queued.
 * @returns `unknown`: there is no such email, or it is about no registration; `fixed`: it was cancelled, there is no address, or
 *   emails of its kind are not sent twice
 */
export async function resendEmail(
  messageId: string,
  {
    actor,
    clock,
    idempotencyKey,
  }: Pick<StaffAction, 'actor' | 'clock'> & { idempotencyKey?: string | undefined },
): Promise<{ ok: true } | { ok: false; reason: 'unknown' | 'fixed' }> {
  return transaction(async (tx) => {
    const message = await tx.outboxMessage.findUnique({
      where: { id: messageId },
      include: { registration: true },
    });
    const { registration } = message ?? {};
    if (!message || !registration) return { ok: false, reason: 'unknown' } as const;
    if (idempotencyKey && (await wasReceived(tx, idempotencyKey))) return { ok: true } as const;
    if (!registration.email || message.cancelledAt) return { ok: false, reason: 'fixed' } as const;
    const { kind, eventId, sentAt } = message;
    if (sentAt && !repeatable.includes(kind)) return { ok: false, reason: 'fixed' } as const;
    // The new email is about the original event, not about the event recorded below.
    const nextId = sentAt
      ? await enqueueEmail(tx, kind, { registrationId: registration.id, eventId })
      : message.id;
    if (!sentAt) await retryEmail(tx, message.id);
    await applyChange(tx, {
      row: { type: 'none', existing: registration },
      event: { type: 'registration.letterAgain', kind, messageId: nextId },
      emails: [],
      actor,
      at: clock(),
      idempotencyKey,
    });
    return { ok: true } as const;
  });
}

type DecidedChange = { data: Partial<Registration>; event: AuditEvent; email?: MessageKind | undefined };
type Decision = 'fixed' | 'taken' | 'unchanged' | DecidedChange;

/** @returns `null` where somebody else changed the row since it was read, and nothing was written */
const applyDecision = (
  tx: Tx,
  existing: Registration,
  { data, event, email }: DecidedChange,
  origin: { actor: Actor; at: Date },
): Promise<string | null> =>
  applyChange(tx, {
    row: { type: 'update', existing, data },
    event,
    emails: email ? [email] : [],
    ...origin,
  });

/** Checks what all these actions require: the registration exists and has the expected version. Then it applies what `decide` wants. */
async function carryOut(
  { id, expectedVersion, actor, clock }: StaffAction,
  decide: (tx: Tx, existing: Registration, meeting: Meeting) => Promise<Decision>,
): Promise<StaffActionOutcome> {
  return transaction(async (tx): Promise<StaffActionOutcome> => {
    const now = clock();
    const existing = await tx.registration.findUnique({ where: { id } });
    if (!existing || existing.erasedAt) return { ok: false, reason: 'unknown' };
    if (existing.version !== expectedVersion) return { ok: false, reason: 'changed', recorded: existing };
    const decision = await decide(tx, existing, await currentMeeting(tx));
    if (decision === 'unchanged') return { ok: true, isChanged: false };
    if (typeof decision === 'string') return { ok: false, reason: decision };
    const applied = await applyDecision(tx, existing, decision, { actor, at: now });
    if (applied !== null) return { ok: true, isChanged: true };
    return {
      ok: false,
      reason: 'changed',
      recorded: await tx.registration.findUniqueOrThrow({ where: { id } }),
    };
  });
}
