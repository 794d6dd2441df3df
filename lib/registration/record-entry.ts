import { type Actor, wasReceived } from '@/lib/audit/audit';
import { type Tx, transaction } from '@/lib/db/client';
import type { Locale } from '@/lib/i18n/locale';
import { currentMeeting, type Meeting } from '@/lib/meeting/current-meeting';
import { isConfirmationOpen } from '@/lib/meeting/phase';
import { nameKey } from '@/lib/text/name-keys';
import type { Clock } from '@/lib/time/clock';
import type { Registration, Source } from '@/prisma/client/client';
import { applyChange } from './apply-change';
import { registrationDefaults, toColumns } from './columns';
import { personKeys } from './identity';
import type { Participant } from './schema';

/** A confirmation that the secretariat received by telephone, email or note verbale, and enters itself. */
export type Entry = {
  participant: Participant;
  /** The language of the emails to the participant. */
  locale: Locale;
  source: Source;
  /** Why it is recorded after the deadline; blank before the deadline. */
  reason: string;
  /** Whether the participant gets the acknowledgement; without an address nothing is sent. */
  isNotified: boolean;
};

/**
 * Why an entry is not recorded. `known`: this person is registered already. `late`: the deadline has passed and no reason is given.
 * `alike`: the entry has no address, and somebody with this name from this country is registered, perhaps the same person.
 */
export type Obstacle =
  | { reason: 'known'; registration: Registration }
  | { reason: 'late' }
  | { reason: 'alike'; registration: Registration };

export type EntryOutcome = { ok: true; id: string | null } | ({ ok: false } & Obstacle);

/**
 * Records one entry, also after the deadline.
 * @param isSure whether the member says that the registration of the obstacle `alike` is about another person
 * @returns the new registration's id, `null` for a form that was already submitted; or the obstacle
 */
export async function recordEntry(
  entry: Entry,
  {
    isSure,
    idempotencyKey,
    actor,
    clock,
  }: { isSure: boolean; idempotencyKey?: string | undefined; actor: Actor; clock: Clock },
): Promise<EntryOutcome> {
  return transaction(async (tx): Promise<EntryOutcome> => {
    const now = clock();
    // A second click gets the answer of the first one.
    if (idempotencyKey && (await wasReceived(tx, idempotencyKey))) return { ok: true, id: null };
    const meeting = await currentMeeting(tx);
    const candidates = await registrationsWithNames(tx, meeting, [entry.participant]);
    const obstacle = obstacleTo(entry, { meeting, candidates, now });
    if (obstacle && !(obstacle.reason === 'alike' && isSure)) return { ok: false, ...obstacle };
    return { ok: true, id: await createEntry(tx, meeting, entry, { actor, now, idempotencyKey }) };
  });
}

/**
 * Why an entry cannot be recorded.
 * @param candidates the registrations with this person's name, from `registrationsWithNames`; others may be among them
 * @returns the first obstacle, or `null`
 */
export function obstacleTo(
  { participant, reason }: Pick<Entry, 'participant' | 'reason'>,
  { meeting, candidates, now }: { meeting: Meeting; candidates: Registration[]; now: Date },
): Obstacle | null {
  const existing = findKnown(participant, candidates);
  if (existing) return { reason: 'known', registration: existing };
  if (reason === '' && !isConfirmationOpen(meeting, now)) return { reason: 'late' };
  if (participant.email !== null) return null;
  const key = nameKey(participant.fullName);
  const alike = candidates.find(
    (registration) =>
      registration.nameKey === key &&
      registration.country === participant.country &&
      registration.erasedAt === null,
  );
  return alike ? { reason: 'alike', registration: alike } : null;
}

/**
 * The registration of a person: the same name at the same mailbox. Nobody without an address is recognized.
 * @param candidates from `registrationsWithNames`
 */
export function findKnown(
  person: Pick<Participant, 'fullName' | 'email'>,
  candidates: Registration[],
): Registration | undefined {
  const keys = personKeys(person, '');
  return candidates.find(
    ({ nameKey: name, emailKey }) => name === keys.nameKey && emailKey === keys.emailKey,
  );
}

/** The registrations that have the name of one of these people: one query for all of them. */
export const registrationsWithNames = (
  tx: Tx,
  meeting: Meeting,
  participants: Pick<Participant, 'fullName'>[],
): Promise<Registration[]> =>
  tx.registration.findMany({
    where: {
      meetingId: meeting.id,
      nameKey: { in: [...new Set(participants.map(({ fullName }) => nameKey(fullName)))] },
    },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });

/** Writes the registration, its event and its email. It checks no obstacle. @returns the registration's id */
export async function createEntry(
  tx: Tx,
  meeting: Meeting,
  { participant, locale, source, reason, isNotified }: Entry,
  { actor, now, idempotencyKey }: { actor: Actor; now: Date; idempotencyKey?: string | undefined },
): Promise<string> {
  const defaults = registrationDefaults(meeting);
  await applyChange(tx, {
    row: {
      type: 'create',
      data: {
        ...defaults,
        meetingId: meeting.id,
        ...toColumns(participant, defaults),
        language: locale,
        source,
        // The member who enters it has seen it.
        review: 'reviewed',
        confirmedAt: now,
      },
    },
    event: { type: 'registration.recorded', source, reason },
    emails: isNotified && participant.email !== null ? ['acknowledgement'] : [],
    actor,
    at: now,
    idempotencyKey,
  });
  return defaults.id;
}
