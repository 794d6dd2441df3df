import { type Actor, wasReceived } from '@/lib/audit/audit';
import { type Tx, transaction } from '@/lib/db/client';
import type { Locale } from '@/lib/i18n/locale';
import { currentMeeting, type Meeting } from '@/lib/meeting/current-meeting';
import { isConfirmationOpen } from '@/lib/meeting/phase';
import { nameKey } from '@/lib/text/fold';
import type { Clock } from '@/lib/time/clock';
import type { Registration, Source } from '@/prisma/client/client';
import { applyChange } from './apply-change';
import { personKeys, registrationDefaults, toColumns } from './identity';
import type { Participant } from './schema';

/** A confirmation that reached the secretariat by another way than the form. */
export type Entry = {
  participant: Participant;
  /** Of the letters to the person. */
  locale: Locale;
  source: Source;
  /** Why it is recorded although the deadline has passed; blank before it. */
  reason: string;
  /** Whether the acknowledgement goes out, where there is an address. */
  isWritten: boolean;
};

/**
 * What keeps an entry from being recorded. `known`: it is that registration already, as the site recognizes a person. `late`:
 * the deadline has passed and no reason is given. `alike`: without an address nobody can be told apart, and there is somebody
 * with that name from that country.
 */
export type Obstacle =
  | { reason: 'known'; registration: Registration }
  | { reason: 'late' }
  | { reason: 'alike'; registration: Registration };

export type EntryOutcome = { ok: true; id: string | null } | ({ ok: false } & Obstacle);

/** Records one entry, after the deadline too. @param isSure whether somebody alike is known to be another person */
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
    // A second click is the first one once more.
    if (idempotencyKey && (await wasReceived(tx, idempotencyKey))) return { ok: true, id: null };
    const meeting = await currentMeeting(tx);
    const among = await registrationsLike(tx, meeting, [entry.participant]);
    const obstacle = obstacleTo(entry, { meeting, among, now });
    if (obstacle && !(obstacle.reason === 'alike' && isSure)) return { ok: false, ...obstacle };
    return { ok: true, id: await create(tx, meeting, entry, { actor, now, idempotencyKey }) };
  });
}

/**
 * The first thing that keeps an entry from being recorded, or `null`.
 * @param among the registrations that may be the same person or resemble them, from `registrationsLike`
 */
export function obstacleTo(
  { participant, reason }: Pick<Entry, 'participant' | 'reason'>,
  { meeting, among, now }: { meeting: Meeting; among: Registration[]; now: Date },
): Obstacle | null {
  const keys = personKeys(participant, '');
  const sameName = among.filter((registration) => registration.nameKey === keys.nameKey);
  const existing = sameName.find(({ emailKey }) => emailKey === keys.emailKey);
  if (existing) return { reason: 'known', registration: existing };
  if (reason === '' && !isConfirmationOpen(meeting, now)) return { reason: 'late' };
  if (participant.email !== null) return null;
  const alike = sameName.find(
    ({ country, erasedAt }) => country === participant.country && erasedAt === null,
  );
  return alike ? { reason: 'alike', registration: alike } : null;
}

/** The registrations with the name of one of these people: asked for once, however many they are. */
export const registrationsLike = (
  tx: Tx,
  meeting: Meeting,
  participants: Participant[],
): Promise<Registration[]> =>
  tx.registration.findMany({
    where: {
      meetingId: meeting.id,
      nameKey: { in: [...new Set(participants.map(({ fullName }) => nameKey(fullName)))] },
    },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });

/** Writes the registration, its event and its email. @returns its id */
export async function create(
  tx: Tx,
  meeting: Meeting,
  { participant, locale, source, reason, isWritten }: Entry,
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
        // Whoever enters it has looked at it.
        review: 'reviewed',
        confirmedAt: now,
      },
    },
    event: { type: 'registration.recorded', source, reason },
    emails: isWritten && participant.email !== null ? ['acknowledgement'] : [],
    actor,
    at: now,
    idempotencyKey,
  });
  return defaults.id;
}
