import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Actor, recordEvent } from '@/lib/audit/audit';
import { db, transaction } from '@/lib/db/client';
import { cancelEmails, enqueueMailing, retryEmail, waiting } from '@/lib/email/outbox';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { defaultView, readListView } from '@/lib/registration/list-view';
import { idsMatching } from '@/lib/registration/queries';
import { type Clock, machineClock } from '@/lib/time/clock';
import type { Mailing, Registration } from '@/prisma/client/client';
import type { MailingTexts } from './texts';

/** Who gets a mailing: the registrations in a view of the list (its query string), or the registrations with these ids. */
const audienceSchema = z.union([z.object({ view: z.string() }), z.object({ ids: z.array(z.string()) })]);
export type Audience = z.infer<typeof audienceSchema>;

type Context = { actor: Actor; clock: Clock };

/** Creates a mailing as a draft; nothing is queued before `sendMailing`. @returns the mailing's id */
export const createDraft = (
  audience: Audience,
  texts: MailingTexts,
  { actor, clock }: Context,
): Promise<string> =>
  transaction(async (tx) => {
    const { id: meetingId } = await currentMeeting(tx);
    const now = clock();
    const id = randomUUID();
    const createdBy = actor.by ?? '';
    await tx.mailing.create({
      data: { id, meetingId, createdBy, createdAt: now, updatedAt: now, audience, ...texts },
    });
    await recordEvent(tx, { type: 'mailing.saved', mailingId: id }, { ...actor, at: now });
    return id;
  });

/**
 * Saves the texts of a draft.
 * @param expectedUpdatedAt the `updatedAt` of the draft from which the form was made
 * @returns `false` if somebody else changed, sent or deleted it in between; nothing was saved then
 */
export const saveDraft = (
  id: string,
  expectedUpdatedAt: Date,
  texts: MailingTexts,
  { actor, clock }: Context,
): Promise<boolean> =>
  transaction(async (tx) => {
    const { count } = await tx.mailing.updateMany({
      where: { id, sentAt: null, updatedAt: expectedUpdatedAt },
      data: { ...texts, updatedAt: machineClock() },
    });
    if (count === 0) return false;
    await recordEvent(tx, { type: 'mailing.saved', mailingId: id }, { ...actor, at: clock() });
    return true;
  });

/** Deletes a draft. @returns `false` if it was sent or deleted before */
export const deleteDraft = (id: string, { actor, clock }: Context): Promise<boolean> =>
  transaction(async (tx) => {
    const { count } = await tx.mailing.deleteMany({ where: { id, sentAt: null } });
    if (count === 0) return false;
    await recordEvent(tx, { type: 'mailing.dropped', mailingId: id }, { ...actor, at: clock() });
    return true;
  });

/** All mailings, newest first. */
export const mailings = (): Promise<Mailing[]> =>
  db().mailing.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] });

export const findMailing = (id: string): Promise<Mailing | null> =>
  db().mailing.findUnique({ where: { id } });

/**
 * The ids of the recipients of a mailing, in the order of their names.
 * @returns `leftOut`: how many of the audience get nothing, because they withdrew or have no address
 */
export async function recipientsOf(mailing: Mailing): Promise<{ ids: string[]; leftOut: number }> {
  const meeting = await currentMeeting();
  const audience = audienceSchema.parse(mailing.audience);
  const view =
    'view' in audience ? readListView(Object.fromEntries(new URLSearchParams(audience.view))) : defaultView;
  const listed = await idsMatching(meeting, { ...view, sort: 'fullName' }, { locale: 'ar' });
  const selected = 'ids' in audience ? new Set(audience.ids) : null;
  const candidates = selected ? listed.filter((id) => selected.has(id)) : listed;
  const reachable = new Set<string>();
  for (const part of inParts(candidates)) {
    const where = { id: { in: part }, status: 'confirmed', email: { not: null } } as const;
    for (const { id } of await db().registration.findMany({ where, select: { id: true } })) reachable.add(id);
  }
  const ids = candidates.filter((id) => reachable.has(id));
  return { ids, leftOut: candidates.length - ids.length };
}

/** The placeholders whose value may be empty, with the column of the value. */
const optionalPlaceholders = {
  organization: 'organization',
  country: 'country',
  presentation: 'presentationTitle',
} as const;

/** The placeholders in a mailing's texts that are empty for some recipients, and for how many. */
export async function missingValues(
  texts: MailingTexts,
  ids: string[],
): Promise<{ name: string; total: number }[]> {
  const text = Object.values(texts).join(' ');
  const used = Object.entries(optionalPlaceholders).filter(([name]) => text.includes(`{${name}}`));
  const totals = await Promise.all(
    used.map(async ([name, column]) => {
      let total = 0;
      for (const part of inParts(ids)) {
        total += await db().registration.count({ where: { id: { in: part }, [column]: null } });
      }
      return { name: `{${name}}`, total };
    }),
  );
  return totals.filter(({ total }) => total > 0);
}

export const findRecipient = (id: string): Promise<Registration | null> =>
  db().registration.findUnique({ where: { id } });

/**
 * Sends a mailing: queues one email for each of its recipients.
 * @param expectedUpdatedAt the `updatedAt` of the draft that the member saw, so that no text is sent that nobody has read
 * @returns how many emails, or `null` if somebody sent or changed it in between
 */
export async function sendMailing(
  mailing: Mailing,
  expectedUpdatedAt: Date,
  { actor, clock }: Context,
): Promise<number | null> {
  const { ids } = await recipientsOf(mailing);
  return transaction(async (tx) => {
    const now = clock();
    const { count } = await tx.mailing.updateMany({
      where: { id: mailing.id, sentAt: null, updatedAt: expectedUpdatedAt },
      data: { sentAt: now },
    });
    if (count === 0) return null;
    const event = { type: 'mailing.sent', mailingId: mailing.id, rows: ids.length } as const;
    const eventId = await recordEvent(tx, event, { ...actor, at: now });
    for (const part of inParts(ids)) await enqueueMailing(tx, part, { mailingId: mailing.id, eventId });
    return ids.length;
  });
}

/** Cancels the emails of a mailing that were not sent. @returns how many */
export const stopMailing = (id: string, { actor, clock }: Context): Promise<number> =>
  transaction(async (tx) => {
    const now = clock();
    const { count } = await tx.mailing.updateMany({
      where: { id, sentAt: { not: null }, cancelledAt: null },
      data: { cancelledAt: now },
    });
    if (count === 0) return 0;
    const rows = await cancelEmails(tx, { mailingId: id });
    await recordEvent(tx, { type: 'mailing.stopped', mailingId: id, rows }, { ...actor, at: now });
    return rows;
  });

/** Retries all failed emails of a mailing. @returns how many */
export async function retryFailed(id: string, { actor, clock }: Context): Promise<number> {
  return transaction(async (tx) => {
    const failed = await tx.outboxMessage.findMany({
      where: { mailingId: id, failedAt: { not: null }, cancelledAt: null },
    });
    for (const { id: messageId, kind, registrationId } of failed) {
      await retryEmail(tx, messageId);
      const origin = { ...actor, ...(registrationId && { registrationId }), at: clock() };
      await recordEvent(tx, { type: 'registration.letterAgain', kind }, origin);
    }
    return failed.length;
  });
}

export type Progress = { sent: number; waiting: number; failed: number; stopped: number };

/** How many emails of a mailing are in which state. */
export async function progressOf(id: string): Promise<Progress> {
  const count = (where: object) => db().outboxMessage.count({ where: { mailingId: id, ...where } });
  const [sent, waitingTotal, failed, stopped] = await Promise.all([
    count({ sentAt: { not: null } }),
    count(waiting),
    count({ failedAt: { not: null }, cancelledAt: null }),
    count({ cancelledAt: { not: null } }),
  ]);
  return { sent, waiting: waitingTotal, failed, stopped };
}

/** How many ids one SQL statement takes: databases limit its parameters. */
const PART = 500;

function* inParts(ids: string[]): Generator<string[]> {
  for (let start = 0; start < ids.length; start += PART) yield ids.slice(start, start + PART);
}
