import { type Actor, type AuditEvent, recordEvent } from '@/lib/audit/audit';
import type { Tx } from '@/lib/db/client';
import { enqueueEmail } from '@/lib/email/outbox';
import type { MessageKind, Prisma, Registration } from '@/prisma/client/client';
import { save } from './changes';

/** What happens to the row of one registration; `none`: only the event and its emails are about it. */
export type RowChange =
  | { type: 'create'; data: Omit<Prisma.RegistrationUncheckedCreateInput, 'createdAt' | 'updatedAt'> }
  | { type: 'update'; existing: Registration; data: Partial<Omit<Registration, 'id' | 'version'>> }
  | { type: 'none'; existing: Pick<Registration, 'id'> };

/** A change of one registration with what follows from it. */
export type RegistrationChange = {
  row: RowChange;
  event: AuditEvent;
  /** The kinds of emails that it causes. */
  emails: MessageKind[];
  /** When the email to the participant may be sent; by default at once. */
  turn?: Date | undefined;
  actor: Actor;
  /** The meeting's time. */
  at: Date;
  /** Names the form submission that caused it, if one did. */
  idempotencyKey?: string | undefined;
};

/**
 * Writes the row, its event and its emails. Every change of a registration goes through here, inside the transaction that decided on
 * it: all of it is stored, or nothing, and once it is committed the email worker wakes.
 * @returns the registration's id; `null` where somebody else changed the row since it was read, and nothing was written
 */
export async function applyChange(
  tx: Tx,
  { row, event, emails, turn, actor, at, idempotencyKey }: RegistrationChange,
): Promise<string | null> {
  const registrationId = await writeRow(tx, row, at);
  if (registrationId === null) return null;
  const eventId = await recordEvent(tx, event, { ...actor, registrationId, at, idempotencyKey });
  for (const kind of emails) await enqueueEmail(tx, kind, { registrationId, eventId }, undefined, turn);
  return registrationId;
}

async function writeRow(tx: Tx, row: RowChange, at: Date): Promise<string | null> {
  switch (row.type) {
    case 'create':
      return (await tx.registration.create({ data: { ...row.data, createdAt: at, updatedAt: at } })).id;
    case 'update':
      return (await save(tx, row.existing, row.data, at)) ? row.existing.id : null;
    case 'none':
      return row.existing.id;
  }
}
