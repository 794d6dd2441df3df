import { type Tx, transaction } from '@/lib/db/client';
import { plainLetters } from '@/lib/text/plain-letters';
import type { Registration } from '@/prisma/client/client';
import { searchAndSortKeys } from './columns';
import { distinguish, findSamePerson, KEYS_VERSION, personKeys } from './identity';

/** How many registrations one transaction rewrites. */
const BATCH = 100;

/**
 * Recomputes the keys of all registrations whose keys were computed by an older version of the rules, and stores their texts in plain
 * letters. Every instance may do so at once, and a process that dies leaves whole batches behind, which the next one continues. An
 * instance of an older version may still write registrations, so the site repeats it now and then.
 * @returns how many registrations were rewritten
 */
export async function rebuildKeys(): Promise<number> {
  let total = 0;
  for (;;) {
    const rebuilt = await transaction(rebuildBatch);
    total += rebuilt;
    if (rebuilt < BATCH) return total;
  }
}

/**
 * If two registrations become the same person under the new rules, one of them gets its reference added to its name key: nothing is
 * merged or lost, and each is shown as a look-alike of the other.
 */
async function rebuildBatch(tx: Tx): Promise<number> {
  const outdated = await tx.registration.findMany({
    where: { keysVersion: { lt: KEYS_VERSION }, erasedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: BATCH,
  });
  for (const registration of outdated) {
    const { id, meetingId, reference } = registration;
    const texts = textsInPlainLetters(registration);
    const keys = personKeys(registration, id);
    const samePerson = await findSamePerson(tx, { id: meetingId }, registration);
    if (samePerson && samePerson.id !== id) keys.nameKey = distinguish(keys.nameKey, reference);
    await tx.registration.update({
      where: { id },
      data: {
        ...texts,
        ...keys,
        ...searchAndSortKeys({ ...registration, ...texts }),
        keysVersion: KEYS_VERSION,
      },
    });
  }
  return outdated.length;
}

/** The texts that people typed. The version of the registration stays, because they read as before. */
function textsInPlainLetters(registration: Registration) {
  const { fullName, jobTitle, presentationTitle, organization, internalNote, latinName } = registration;
  const plain = (text: string | null) => text && plainLetters(text);
  return {
    fullName: plainLetters(fullName),
    jobTitle: plainLetters(jobTitle),
    presentationTitle: plain(presentationTitle),
    organization: plain(organization),
    internalNote: plain(internalNote),
    latinName: plain(latinName),
  };
}
