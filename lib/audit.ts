import { z } from 'zod';
import type { Actor } from '@/prisma/client/client';
import { db, type Tx } from './db';
import { locales } from './locale';

const change = z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() });
/** One field, as it was and as it became. */
export type Change = z.infer<typeof change>;

const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('registration.confirmed') }),
  /** Someone who had withdrawn came back. */
  z.object({ type: z.literal('registration.confirmedAgain'), changed: z.array(change) }),
  /** Someone who is confirmed sent the form once more; nothing was changed. */
  z.object({ type: z.literal('registration.repeated'), differed: z.array(change) }),
  z.object({ type: z.literal('registration.amended'), changed: z.array(change) }),
  z.object({ type: z.literal('registration.withdrawn'), changed: z.array(change).default([]) }),
  /** The owner of the address asked for the links anew; the letter goes out in the language of that page. */
  z.object({ type: z.literal('registration.linkAsked'), language: z.enum(locales) }),
]);
/** The things that can happen to a registration; a new one starts here. */
export type AuditEvent = z.infer<typeof event>;

export type Recorded = AuditEvent & { id: number; actor: Actor; at: Date };

/**
 * Writes down what happened, in the transaction in which it happens.
 * @param sendingKey names the sending of the form that caused it, if one did
 * @returns the event's id
 */
export async function record(
  tx: Tx,
  { type, ...details }: AuditEvent,
  about: { registrationId: string; actor: Actor; at: Date; sendingKey?: string | undefined },
): Promise<number> {
  const { registrationId, actor, at } = about;
  const sendingKey = about.sendingKey || null; // an empty one names nothing
  const { id } = await tx.auditEvent.create({
    data: { type, details, registrationId, actor, at, sendingKey },
  });
  return id;
}

/** Whether this very sending of the form was already received. */
export async function wasReceived(tx: Tx, sendingKey: string): Promise<boolean> {
  return (await tx.auditEvent.count({ where: { sendingKey } })) > 0;
}

type Row = { id: number; type: string; details: unknown; actor: Actor; at: Date };

/** An event as the database keeps it, made whole again. */
export function readEvent({ id, type, details, actor, at }: Row): Recorded {
  return { ...event.parse({ type, ...(details as object) }), id, actor, at };
}

/** What an event changed, or would have changed; nothing for one that is not about values. */
export function changesOf(event: AuditEvent): Change[] {
  if (event.type === 'registration.repeated') return event.differed;
  return 'changed' in event ? event.changed : [];
}

/** What happened to one registration, oldest first. */
export async function history(registrationId: string): Promise<Recorded[]> {
  const rows = await db().auditEvent.findMany({
    where: { registrationId },
    orderBy: { id: 'asc' },
  });
  return rows.map(readEvent);
}
