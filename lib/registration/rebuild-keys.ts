import { type Tx, transaction } from '@/lib/db/client';
import { searchAndSortKeys } from './columns';
import { distinguish, findSamePerson, KEYS_VERSION, personKeys } from './identity';

/** How many registrations one transaction rewrites. */
const BATCH = 100;

/**
 * Recomputes the keys of all registrations whose keys were computed by an older version of the rules.
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
 * merged or lost.
 */
async function rebuildBatch(tx: Tx): Promise<number> {
  const outdated = await tx.registration.findMany({
    where: { keysVersion: { lt: KEYS_VERSION }, erasedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: BATCH,
  });
  for (const registration of outdated) {
    const { id, meetingId, reference } = registration;
    const keys = personKeys(registration, id);
    const samePerson = await findSamePerson(tx, { id: meetingId }, registration);
    if (samePerson && samePerson.id !== id) keys.nameKey = distinguish(keys.nameKey, reference);
    await tx.registration.update({
      where: { id },
      data: { ...keys, ...searchAndSortKeys(registration), keysVersion: KEYS_VERSION },
    });
  }
  return outdated.length;
}
