import { randomInt } from 'node:crypto';
import type { Change } from '@/lib/audit';
import type { Tx } from '@/lib/db';
import { fold } from '@/lib/fold';
import type { Meeting } from '@/lib/meeting';
import type { Registration, RegistrationStatus } from '@/prisma/client/client';
import { fields, type Participant } from './schema';

/** One person is one name at one address: several colleagues may share a mailbox. */
const personOf = ({ fullName, email }: Participant) => ({
  nameKey: fold(fullName),
  emailKey: addressKey(email),
});

/** An e-mail address as addresses are compared. */
export const addressKey = (email: string): string => email.toLowerCase();

export const findSamePerson = (tx: Tx, meeting: Meeting, participant: Participant) =>
  tx.registration.findUnique({
    where: { meetingId_emailKey_nameKey: { meetingId: meeting.id, ...personOf(participant) } },
  });

/** Whoever withdrew may come back; whom the secretariat withdrew, only by the secretariat. */
export const canComeBack = ({ status, withdrawnBy }: Registration): boolean =>
  status === 'withdrawn' && withdrawnBy === 'participant';

/** A participant as the columns of a registration, with the folded keys that follow from it. */
export function stored(participant: Participant, reference: string) {
  const texts = fields.map((field) => participant[field] ?? '');
  return {
    ...participant,
    ...personOf(participant),
    reference,
    searchKey: fold([reference, ...texts].join(' ')),
  };
}

/** The fields in which what was sent is not what is recorded. */
export const differences = (recorded: Participant, sent: Participant): Change[] =>
  fields
    .filter((field) => recorded[field] !== sent[field])
    .map((field) => ({ field, from: recorded[field], to: sent[field] }));

/** A change of state, written down like that of any other field. */
export const statusChange = (from: RegistrationStatus, to: RegistrationStatus): Change => ({
  field: 'status',
  from,
  to,
});

/**
 * Changes a registration as it was read, in one conditional write: of two who saw the same version only one can win.
 * @returns whether it was this one
 */
export async function save(
  tx: Tx,
  { id, version }: Registration,
  data: Partial<Omit<Registration, 'id' | 'version'>>,
  now: Date,
): Promise<boolean> {
  const { count } = await tx.registration.updateMany({
    where: { id, version },
    data: { ...data, version: version + 1, updatedAt: now },
  });
  return count === 1;
}

/** Letters and digits that nobody confuses on the telephone: without 0 O 1 I L and without vowels, so without words. */
const REFERENCE_ALPHABET = '23456789BCDFGHJKMNPQRSTVWXZ';
const REFERENCE_LENGTH = 6;

/** Some 387 million references: two alike are refused by the database and the transaction runs once more. */
export function newReference({ referencePrefix }: Meeting): string {
  const characters = Array.from(
    { length: REFERENCE_LENGTH },
    () => REFERENCE_ALPHABET[randomInt(REFERENCE_ALPHABET.length)],
  );
  return `${referencePrefix}-${characters.join('')}`;
}
