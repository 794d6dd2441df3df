import { mailingEmail } from '@/lib/mailing/mailing-email';
import type { MessageKind } from '@/prisma/client/client';
import type { Email, EmailContext } from '../parts';
import { acknowledgement } from './acknowledgement';
import { alreadyConfirmed } from './already-confirmed';
import { amendment } from './amendment';
import { dailySummary } from './daily-summary';
import { lostLink } from './lost-link';
import { memberInvitation } from './member-invitation';
import { newLink } from './new-link';
import { secretariatNotice } from './secretariat-notice';
import { withdrawal } from './withdrawal';

/** Composes an email from the current data. @returns `null` if it is not wanted any more, or nobody can receive it */
export type ComposeEmail = (context: EmailContext) => Email | null | Promise<Email | null>;

/** How each kind of email in the outbox is composed. A new kind is added here. */
export const registry: Record<MessageKind, ComposeEmail> = {
  acknowledgement,
  alreadyConfirmed,
  amendment,
  withdrawal,
  lostLink,
  newLink,
  mailing: mailingEmail,
  secretariatNotice,
  dailySummary,
  memberInvitation,
};
