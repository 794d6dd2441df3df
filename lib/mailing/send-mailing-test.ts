import { randomUUID } from 'node:crypto';
import { type Actor, recordEvent } from '@/lib/audit/audit';
import { config } from '@/lib/config';
import { transaction } from '@/lib/db/client';
import { isReachable } from '@/lib/email/parts';
import { send } from '@/lib/email/transport';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import type { Clock } from '@/lib/time/clock';
import type { Mailing } from '@/prisma/client/client';
import { findRecipient } from './mailing';
import { mailingTestEmail } from './mailing-email';

/** `unknown`: the recipient cannot be written to. `refused`: with the answer of the mail server. */
export type TestOutcome =
  | { ok: true }
  | { ok: false; reason: 'unknown' }
  | { ok: false; reason: 'refused'; answer: string };

/**
 * Sends a mailing as one of its recipients would get it to the member of staff who tests it. It is sent at once, past the outbox,
 * because the answer of the mail server is what the member wants to see.
 * @param mailing as it was just saved
 * @param personalLink the text in place of the recipient's personal link
 */
export async function sendMailingTest(
  mailing: Mailing,
  recipientId: string,
  { to, personalLink, actor, clock }: { to: string; personalLink: string; actor: Actor; clock: Clock },
): Promise<TestOutcome> {
  const registration = await findRecipient(recipientId);
  if (!isReachable(registration)) return { ok: false, reason: 'unknown' };
  const meeting = await currentMeeting();
  const { secretariatEmail } = config();
  const email = mailingTestEmail({ registration, mailing, meeting, secretariatEmail }, to, { personalLink });
  const result = await send(email, randomUUID());
  if (!result.ok) return { ok: false, reason: 'refused', answer: result.reason };
  const event = { type: 'mailing.tested', mailingId: mailing.id } as const;
  await transaction((tx) => recordEvent(tx, event, { ...actor, at: clock() }));
  return { ok: true };
}
