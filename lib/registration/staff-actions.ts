import type { Actor, AuditEvent, Change } from '@/lib/audit/audit';
import { type Tx, transaction } from '@/lib/db/client';
import { cancelEmails, enqueueEmail, retryEmail } from '@/lib/email/outbox';
import { currentMeeting, type Meeting } from '@/lib/meeting/current-meeting';
import type { Clock } from '@/lib/time/clock';
import type { MessageKind, PresentationState, Registration, ReviewState } from '@/prisma/client/client';
import { applyChange } from './apply-change';
import { differences, personAfter, searchAndSortKeys, statusChange, toColumns } from './identity';
import type { Participant } from './schema';

/** What someone of the secretariat wants to do to one registration. */
export type StaffAction = {
  id: string;
  /** The version of the registration that they saw. */
  expectedVersion: number;
  actor: Actor;
  clock: Clock;
};

/**
 * `changed`: somebody saved since they looked; `recorded` is what stands now. `taken`: another registration has this name at
 * this address, or this place among the presentations. `fixed`: its state does not allow it.
 */
export type StaffActionOutcome =
  | { ok: true; isChanged: boolean }
  | { ok: false; reason: 'unknown' | 'taken' | 'fixed' }
  | { ok: false; reason: 'changed'; recorded: Registration };

/** What the secretariat keeps about a registration and participants do not see. */
export type StaffFields = {
  review: ReviewState;
  internalNote: string | null;
  latinName: string | null;
  /** Stays none where there is no presentation. */
  presentation: PresentationState | null;
  /** Of an accepted presentation. */
  presentationOrder: number | null;
};

const handled = ['review', 'internalNote', 'latinName', 'presentation', 'presentationOrder'] as const;

/** How a registration is being handled; nobody gets a letter about it. */
export const updateStaffFields = (task: StaffAction, wish: StaffFields): Promise<StaffActionOutcome> =>
  carryOut(task, async (tx, existing) => {
    const presentation = existing.presentationTitle === null ? null : (wish.presentation ?? 'proposed');
    const presentationOrder = presentation === 'accepted' ? wish.presentationOrder : null;
    const { review, internalNote, latinName } = wish; // and nothing else that a caller's object may hold
    const handling: StaffFields = { review, internalNote, latinName, presentation, presentationOrder };
    if (presentationOrder !== null && (await hasPlace(tx, existing, presentationOrder))) return 'taken';
    const changed = staffFieldChanges(existing, handling);
    if (changed.length === 0) return 'nothing';
    return {
      data: { ...handling, ...searchAndSortKeys({ ...existing, ...handling }) },
      event: { type: 'registration.handled', changed },
    };
  });

/** In which of its parts the handling differs. */
export const staffFieldChanges = (existing: StaffFields, wish: StaffFields): Change[] =>
  handled
    .filter((field) => existing[field] !== wish[field])
    .map((field) => ({ field, from: inText(existing[field]), to: inText(wish[field]) }));

const inText = (value: string | number | null): string | null => (value === null ? null : String(value));

/** Whether another accepted presentation stands at this place. */
async function hasPlace(
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

/**
 * Other values, after the deadline too. A changed address makes the links sent to the old one worthless; without any address
 * nothing that waits can go out.
 */
export const correct = (
  task: StaffAction,
  { participant, reason, isWritten }: { participant: Participant; reason: string; isWritten: boolean },
): Promise<StaffActionOutcome> =>
  carryOut(task, async (tx, existing, meeting) => {
    const person = await personAfter(tx, meeting, existing, participant);
    if (!person) return 'taken';
    const changed = differences(existing, participant);
    if (changed.length === 0) return 'nothing';
    const isMoved = existing.email !== participant.email;
    if (participant.email === null) await cancelEmails(tx, { registrationId: existing.id });
    return {
      data: {
        ...toColumns(participant, existing),
        ...person,
        ...(isMoved && { linkVersion: existing.linkVersion + 1, linkOpenedAt: null }),
      },
      event: { type: 'registration.corrected', changed, reason },
      email: isWritten && participant.email !== null ? 'amendment' : undefined,
    };
  });

/** Withdraws in the participant's place; the form does not reopen it. */
export const withdrawByStaff = (
  task: StaffAction,
  { reason, isWritten }: { reason: string; isWritten: boolean },
): Promise<StaffActionOutcome> =>
  carryOut(task, async (_, { status, email }) => {
    if (status !== 'confirmed') return 'fixed';
    const changed = [statusChange(status, 'withdrawn')];
    return {
      data: { status: 'withdrawn', withdrawnBy: 'secretariat' },
      event: { type: 'registration.withdrawn', changed, reason },
      email: isWritten && email !== null ? 'withdrawal' : undefined,
    };
  });

/** Takes a withdrawal back, whoever withdrew. */
export const reinstate = (
  task: StaffAction,
  { reason, isWritten }: { reason: string; isWritten: boolean },
): Promise<StaffActionOutcome> =>
  carryOut(task, async (_, { status, email }) => {
    if (status !== 'withdrawn') return 'fixed';
    const changed = [statusChange(status, 'confirmed')];
    return {
      data: { status: 'confirmed', withdrawnBy: null },
      event: { type: 'registration.reinstated', changed, reason },
      email: isWritten && email !== null ? 'acknowledgement' : undefined,
    };
  });

/** Makes the personal links sent before worthless, and sends a new one where there is an address. */
export const replaceLink = (task: StaffAction, { reason }: { reason: string }): Promise<StaffActionOutcome> =>
  carryOut(task, async (_, { linkVersion, email }) => ({
    data: { linkVersion: linkVersion + 1 },
    event: { type: 'registration.linkReplaced', reason },
    email: email === null ? undefined : 'newLink',
  }));

/** Kinds of letters that say the same when they go out once more. */
const repeatable: readonly MessageKind[] = [
  'acknowledgement',
  'amendment',
  'withdrawal',
  'newLink',
  'alreadyConfirmed',
];

/**
 * Sends a letter once more: one that waits or was given up is tried again, one that was sent goes out as a new one of the same
 * occasion. `fixed`: it was stopped, or there is nobody to write to.
 */
export async function resendEmail(
  messageId: string,
  { actor, clock }: Pick<StaffAction, 'actor' | 'clock'>,
): Promise<{ ok: true } | { ok: false; reason: 'unknown' | 'fixed' }> {
  return transaction(async (tx) => {
    const message = await tx.outboxMessage.findUnique({
      where: { id: messageId },
      include: { registration: true },
    });
    const { registration } = message ?? {};
    if (!message || !registration) return { ok: false, reason: 'unknown' } as const;
    if (!registration.email || message.stoppedAt) return { ok: false, reason: 'fixed' } as const;
    const { kind, eventId, sentAt } = message;
    if (sentAt && !repeatable.includes(kind)) return { ok: false, reason: 'fixed' } as const;
    // Again about the event that caused it, not about being sent again.
    if (sentAt) await enqueueEmail(tx, kind, { registrationId: registration.id, eventId });
    else await retryEmail(tx, message.id);
    await applyChange(tx, {
      row: { type: 'none', existing: registration },
      event: { type: 'registration.letterAgain', kind },
      emails: [],
      actor,
      at: clock(),
    });
    return { ok: true } as const;
  });
}

type Decision =
  | 'fixed'
  | 'taken'
  | 'nothing'
  | { data: Partial<Registration>; event: AuditEvent; email?: MessageKind | undefined };

/** What all these actions share: the registration exists, and nobody saved since the member of staff looked. */
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
    if (decision === 'nothing') return { ok: true, isChanged: false };
    if (typeof decision === 'string') return { ok: false, reason: decision };
    const applied = await applyChange(tx, {
      row: { type: 'update', existing, data: decision.data },
      event: decision.event,
      emails: decision.email ? [decision.email] : [],
      actor,
      at: now,
    });
    if (applied !== null) return { ok: true, isChanged: true };
    return {
      ok: false,
      reason: 'changed',
      recorded: await tx.registration.findUniqueOrThrow({ where: { id } }),
    };
  });
}
