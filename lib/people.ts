import { randomUUID } from 'node:crypto';
import type { Role, User } from '@/prisma/client/client';
import { config } from './config';
import { db } from './db';

/** Someone who works with these pages. The secretariat may do everything; the host reads the list without addresses and notes. */
export type Member = { id: string; email: string; role: Role };

/**
 * Whether a person may enter: those whom the settings name as long as they do, and those whom the secretariat invited. Whom
 * the secretariat removed stays out, whatever the settings say.
 */
export const mayEnter = ({ email, invitedBy, removedAt }: User): boolean =>
  removedAt === null && (invitedBy !== null || config().adminEmails.includes(email));

const asMember = (user: User | null): Member | null =>
  user && mayEnter(user) ? { id: user.id, email: user.email, role: user.role } : null;

/** The person with this address, if they may enter. */
export async function memberWith(address: string): Promise<Member | null> {
  const email = address.toLowerCase();
  // Being named in the settings is an invitation to the secretariat: the row only makes the person known.
  if (config().adminEmails.includes(email)) {
    await db().user.upsert({
      where: { email },
      create: { id: randomUUID(), name: email, email, role: 'secretariat' },
      update: {},
    });
  }
  return asMember(await db().user.findUnique({ where: { email } }));
}

/** The person behind a session, asked anew each time: whoever is removed is out at once. */
export const memberById = async (id: string): Promise<Member | null> =>
  asMember(await db().user.findUnique({ where: { id } }));
