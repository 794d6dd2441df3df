import type { Change } from '@/lib/audit/audit';
import type { Tx } from '@/lib/db/client';
import type { Locale } from '@/lib/i18n/locale';
import type { Registration, RegistrationStatus } from '@/prisma/client/client';
import { fields, type Participant } from './schema';

/** The fields in which the submitted values differ from the recorded ones, with both values. */
export const differences = (recorded: Participant, submitted: Participant): Change[] =>
  fields
    .filter((field) => recorded[field] !== submitted[field])
    .map((field) => ({ field, from: recorded[field], to: submitted[field] }));

/** The change of the language of emails, in the same form; empty where it stays. */
export const languageChange = (from: Locale, to: Locale): Change[] =>
  from === to ? [] : [{ field: 'language', from, to }];

/** A change of status, in the form in which audit events record the change of any field. */
export const statusChange = (from: RegistrationStatus, to: RegistrationStatus): Change => ({
  field: 'status',
  from,
  to,
});

/** Whether a participant may confirm again. A withdrawal by the secretariat can be taken back only by the secretariat. */
export const canComeBack = ({ status, withdrawnBy }: Registration): boolean =>
  status === 'withdrawn' && withdrawnBy === 'participant';

/**
 * Updates a registration that was read before, in one conditional write: it succeeds only if the row still has the version that was
 * read. Of two changes made from the same version only one is stored.
 * @returns whether the row was written
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
