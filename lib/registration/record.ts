import { randomInt, randomUUID } from 'node:crypto';
import type { Change } from '@/lib/audit';
import { countrySortKey, sortKey } from '@/lib/collate';
import { countryName } from '@/lib/content/countries';
import { db, type Tx } from '@/lib/db';
import { fold } from '@/lib/fold';
import { locales } from '@/lib/locale';
import type { Meeting } from '@/lib/meeting';
import type { Registration, RegistrationStatus } from '@/prisma/client/client';
import { fields, type Participant } from './schema';

/** An e-mail address as addresses are compared. */
export const addressKey = (email: string): string => email.toLowerCase();

/**
 * The registration of the same person: one name at one address, because several colleagues may share a mailbox. Without an
 * address nobody can be told apart, so nobody is found.
 */
export async function findSamePerson(
  tx: Tx,
  meeting: Meeting,
  { fullName, email }: Participant,
): Promise<Registration | null> {
  if (email === null) return null;
  const person = { meetingId: meeting.id, emailKey: addressKey(email), nameKey: fold(fullName) };
  return tx.registration.findUnique({ where: { meetingId_emailKey_nameKey: person } });
}

/** Whoever withdrew may come back; whom the secretariat withdrew, only by the secretariat. */
export const canComeBack = ({ status, withdrawnBy }: Registration): boolean =>
  status === 'withdrawn' && withdrawnBy === 'participant';

/** What of a registration is not the participant's own, and what its columns follow from beside that. */
export type Kept = Pick<
  Registration,
  | 'id'
  | 'reference'
  | 'internalNote'
  | 'latinName'
  | 'presentation'
  | 'presentationTitle'
  | 'presentationOrder'
>;

/** A registration that is about to be made. */
export const newcomer = (meeting: Meeting): Kept => ({
  id: randomUUID(),
  reference: newReference(meeting),
  internalNote: null,
  latinName: null,
  presentation: null,
  presentationTitle: null,
  presentationOrder: null,
});

/** A participant as the columns of a registration, with everything that follows from it. */
export function stored(participant: Participant, kept: Kept) {
  const presentation = presentationAfter(kept, participant.presentationTitle);
  return {
    ...participant,
    presentation,
    presentationOrder: presentation === 'accepted' ? kept.presentationOrder : null,
    nameKey: fold(participant.fullName),
    emailKey: participant.email === null ? `no-address:${kept.id}` : addressKey(participant.email),
    ...keysOf({ ...kept, ...participant }),
  };
}

/** A title makes a proposal; another title after a refusal makes a new one; an accepted one stays accepted. */
function presentationAfter({ presentation, presentationTitle }: Kept, title: string | null) {
  if (title === null) return null;
  if (presentation === 'declined' && title !== presentationTitle) return 'proposed';
  return presentation ?? 'proposed';
}

/** What a registration is searched and sorted by. */
export function keysOf(
  recorded: Omit<Participant, 'email'> &
    Pick<Registration, 'email' | 'reference' | 'internalNote' | 'latinName'>,
) {
  const { fullName, jobTitle, email, presentationTitle, country, organization } = recorded;
  const countryNames = locales.map((locale) => country && countryName(country, locale));
  const folded = (texts: (string | null)[]) => fold(texts.filter(Boolean).join(' '));
  return {
    searchKey: folded([
      recorded.reference,
      fullName,
      recorded.latinName,
      jobTitle,
      presentationTitle,
      organization,
      ...countryNames,
    ]),
    privateSearchKey: folded([email, recorded.internalNote]),
    nameSort: sortKey(fullName),
    jobTitleSort: sortKey(jobTitle),
    organizationSort: sortKey(organization),
    presentationSort: sortKey(presentationTitle),
    latinNameSort: sortKey(recorded.latinName),
    internalNoteSort: sortKey(recorded.internalNote),
    countrySortAr: countrySortKey(country && countryName(country, 'ar')),
    countrySortEn: countrySortKey(country && countryName(country, 'en')),
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
function newReference({ referencePrefix }: Meeting): string {
  const characters = Array.from(
    { length: REFERENCE_LENGTH },
    () => REFERENCE_ALPHABET[randomInt(REFERENCE_ALPHABET.length)],
  );
  return `${referencePrefix}-${characters.join('')}`;
}

/** Writes the keys of registrations that were recorded before there were any. @returns how many */
export async function completeKeys(): Promise<number> {
  const bare = await db().registration.findMany({ where: { nameSort: '' } });
  for (const registration of bare) {
    await db().registration.update({ where: { id: registration.id }, data: keysOf(registration) });
  }
  return bare.length;
}
