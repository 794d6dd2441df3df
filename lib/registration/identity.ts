import type { Tx } from '@/lib/db/client';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { isSameAddress, mailboxKey } from '@/lib/text/mailbox-key';
import { nameKey } from '@/lib/text/name-keys';
import type { Registration } from '@/prisma/client/client';
import type { Participant } from './schema';

/**
 * The version of the rules that compute the keys of a registration. Raise it when a rule changes: at the next start of the site
 * `rebuildKeys` recomputes the keys of registrations with a lower version.
 */
export const KEYS_VERSION = 3;

type Person = Pick<Participant, 'fullName' | 'email'>;

/**
 * The keys by which two people are compared: the name and the mailbox.
 * @param id the registration's id: it makes the key of a person without an address unique, so that it matches nobody else
 */
export const personKeys = ({ fullName, email }: Person, id: string) => ({
  nameKey: nameKey(fullName),
  emailKey: email === null ? `no-address:${id}` : mailboxKey(email),
});

/**
 * Finds the registration of the same person: the same name at the same mailbox, because several colleagues may share a mailbox.
 * @returns `null` where there is none, and always for a person without an address: a name alone identifies nobody
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
 * Finds the registration that a submitted public form is about. Another spelling of the typed address may be another mailbox, and
 * an unverified registration there may be a stranger's. Its emails would not reach the owner of the typed address. An unverified
 * registration therefore matches only at exactly the same address.
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
    ofPerson.find((registration) => !isUnverified(registration)) ??
    null
  );
}

/**
 * A name key made unique by the reference: two registrations with the same name and mailbox can both exist, although the database
 * allows each pair of keys only once.
 */
export const distinguish = (key: string, reference: string): string => `${key} ${reference}`;

/**
 * The person keys of a registration after a change. If the person stays the same, the stored keys stay too, and are not recomputed:
 * under an older rule two registrations may have had different keys that are equal under the current one.
 * @returns `null` where another registration is already about that person
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
  const samePerson = await findSamePerson(tx, meeting, changed);
  return samePerson && samePerson.id !== existing.id ? null : { ...after, keysVersion: KEYS_VERSION };
}

/**
 * Whether a stranger may have typed the recorded values: they came by the public form, and since then nobody has opened the personal
 * link, which is sent only to the recorded address.
 */
export const isUnverified = ({
  source,
  linkOpenedAt,
}: Pick<Registration, 'source' | 'linkOpenedAt'>): boolean => source === 'form' && linkOpenedAt === null;
