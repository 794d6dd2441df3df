import { randomInt, randomUUID } from 'node:crypto';
import type { Change } from '@/lib/audit/audit';
import { type Tx, transaction } from '@/lib/db/client';
import { locales } from '@/lib/i18n/locale';
import { countryName } from '@/lib/meeting/content/countries';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { fold, nameKey } from '@/lib/text/fold';
import { isSameAddress, mailboxKey } from '@/lib/text/mailbox-key';
import { countrySortKey, sortKey } from '@/lib/text/sort-key';
import type { Registration, RegistrationStatus } from '@/prisma/client/client';
import { fields, type Participant } from './schema';

/** Grows with each change of how keys are made: those of registrations made before are made anew at the start. */
const KEYS_VERSION = 2;

type Person = Pick<Participant, 'fullName' | 'email'>;

/** A person as persons are compared, by name and mailbox. Without an address nobody can be told apart. */
export const personKeys = ({ fullName, email }: Person, id: string) => ({
  nameKey: nameKey(fullName),
  emailKey: email === null ? `no-address:${id}` : mailboxKey(email),
});

/**
 * The registration of the same person: one name at one mailbox, because several colleagues may share one. Without an address
 * nobody can be told apart, so nobody is found.
 */
export async function findSamePerson(
  tx: Tx,
  meeting: Pick<Meeting, 'id'>,
  person: Person,
): Promise<Registration | null> {
  if (person.email === null) return null;
  const keys = { meetingId: meeting.id, ...personKeys(person, '') };
  return tx.registration.findUnique({ where: { meetingId_emailKey_nameKey: keys } });
}

/**
 * The registration that a form of the public is about. Another spelling of an address may be another mailbox, and who registered
 * there unverified may be a stranger: links would go where the owner of the typed address does not get them. So an unverified
 * registration counts at the very address alone.
 */
export async function findConfirmed(
  tx: Tx,
  meeting: Pick<Meeting, 'id'>,
  person: Person & { email: string },
): Promise<Registration | null> {
  const keys = personKeys(person, '');
  const ofMailbox = await tx.registration.findMany({
    where: { meetingId: meeting.id, emailKey: keys.emailKey },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const ofPerson = ofMailbox.filter(({ fullName }) => nameKey(fullName) === keys.nameKey);
  return (
    ofPerson.find(({ email }) => isSameAddress(email, person.email)) ??
    ofPerson.find((one) => !isUnverified(one)) ??
    null
  );
}

/** The name by which one of two stays apart who have the same name and mailbox. */
export const distinguish = (key: string, reference: string): string => `${key} ${reference}`;

/**
 * The person that a registration is about after a change. Whoever stays the same person keeps the keys: an earlier rule may have
 * told two apart who are one person by today's.
 * @returns `null` where another registration is about that person
 */
export async function personAfter(
  tx: Tx,
  meeting: Meeting,
  existing: Registration,
  changed: Participant,
): Promise<Pick<Registration, 'nameKey' | 'emailKey' | 'keysVersion'> | null> {
  const [before, after] = [personKeys(existing, existing.id), personKeys(changed, existing.id)];
  if (before.nameKey === after.nameKey && before.emailKey === after.emailKey) {
    return { nameKey: existing.nameKey, emailKey: existing.emailKey, keysVersion: existing.keysVersion };
  }
  const same = await findSamePerson(tx, meeting, changed);
  return same && same.id !== existing.id ? null : { ...after, keysVersion: KEYS_VERSION };
}

/**
 * Whether a stranger may have typed what is recorded: it came by the public form, and since then nobody has opened the personal
 * link, which goes to the address alone.
 */
export const isUnverified = ({
  source,
  linkOpenedAt,
}: Pick<Registration, 'source' | 'linkOpenedAt'>): boolean => source === 'form' && linkOpenedAt === null;

/** Whoever withdrew may come back; whom the secretariat withdrew, only by the secretariat. */
export const canComeBack = ({ status, withdrawnBy }: Registration): boolean =>
  status === 'withdrawn' && withdrawnBy === 'participant';

/** What of a registration is not the participant's own, and what its columns follow from beside that. */
export type ManagedColumns = Pick<
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
export const registrationDefaults = (meeting: Meeting): ManagedColumns => ({
  id: randomUUID(),
  reference: newReference(meeting),
  internalNote: null,
  latinName: null,
  presentation: null,
  presentationTitle: null,
  presentationOrder: null,
});

/** A participant as the columns of a registration, with everything that follows from it. */
export function toColumns(participant: Participant, kept: ManagedColumns) {
  const presentation = presentationAfter(kept, participant.presentationTitle);
  return {
    ...participant,
    presentation,
    presentationOrder: presentation === 'accepted' ? kept.presentationOrder : null,
    ...personKeys(participant, kept.id),
    ...searchAndSortKeys({ ...kept, ...participant }),
    keysVersion: KEYS_VERSION,
  };
}

/** A title makes a proposal; another title after a refusal makes a new one; an accepted one stays accepted. */
function presentationAfter({ presentation, presentationTitle }: ManagedColumns, title: string | null) {
  if (title === null) return null;
  if (presentation === 'declined' && title !== presentationTitle) return 'proposed';
  return presentation ?? 'proposed';
}

/** What a registration is searched and sorted by. */
export function searchAndSortKeys(
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

/** So many registrations in one transaction. */
const PART = 100;

/** Makes the keys anew that were made by an earlier rule. @returns how many registrations had such */
export async function rebuildKeys(): Promise<number> {
  let completed = 0;
  for (;;) {
    const part = await transaction(rebuildSomeKeys);
    completed += part;
    if (part < PART) return completed;
  }
}

/** Of two who have become one person, one stays apart by its reference: nothing is merged or lost. */
async function rebuildSomeKeys(tx: Tx): Promise<number> {
  const outdated = await tx.registration.findMany({
    where: { keysVersion: { lt: KEYS_VERSION }, erasedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: PART,
  });
  for (const registration of outdated) {
    const { id, meetingId, reference } = registration;
    const person = personKeys(registration, id);
    const same = await findSamePerson(tx, { id: meetingId }, registration);
    if (same && same.id !== id) person.nameKey = distinguish(person.nameKey, reference);
    await tx.registration.update({
      where: { id },
      data: { ...person, ...searchAndSortKeys(registration), keysVersion: KEYS_VERSION },
    });
  }
  return outdated.length;
}
