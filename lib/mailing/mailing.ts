import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Actor, recordEvent } from '@/lib/audit/audit';
import { db, type Tx, transaction } from '@/lib/db/client';
import { inParts } from '@/lib/db/in-parts';
import { cancelEmails, enqueueMailing, type ListedEmail, retryEmail, waiting } from '@/lib/email/outbox';
import { type Locale, otherLocale } from '@/lib/i18n/locale';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { defaultView, readListView } from '@/lib/registration/list-view';
import { idsMatching } from '@/lib/registration/queries';
import { type Clock, machineClock } from '@/lib/time/clock';
import { later } from '@/lib/time/instant';
import type { Mailing, Registration } from '@/prisma/client/client';
import { type Placeholder, placeholdersIn } from './placeholders';
import { isComplete, type MailingTexts, textParts } from './texts';

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

/** `mailing`: the draft as it is saved now. `recorded`: what stands instead; `null` if it was sent or deleted. */
export type DraftOutcome = { ok: true; mailing: Mailing } | { ok: false; recorded: Mailing | null };

/** The draft as it is in the database. @returns `null` if it was sent or deleted */
async function findDraft(tx: Tx, id: string): Promise<Mailing | null> {
  return tx.mailing.findFirst({ where: { id, sentAt: null } });
}

/**
 * Saves the texts of a draft; the same texts again change nothing.
 * @param expectedUpdatedAt the `updatedAt` of the draft from which the form was made
 * @returns not `ok` if somebody else changed, sent or deleted it in between; nothing was saved then
 */
export const saveDraft = (
  id: string,
  expectedUpdatedAt: Date,
  texts: MailingTexts,
  { actor, clock }: Context,
): Promise<DraftOutcome> =>
  transaction(async (tx): Promise<DraftOutcome> => {
    const recorded = await findDraft(tx, id);
    // The same texts are no conflict: a form may arrive twice.
    if (recorded && textParts.every((part) => recorded[part] === texts[part]))
      return { ok: true, mailing: recorded };
    if (recorded?.updatedAt.getTime() !== expectedUpdatedAt.getTime()) return { ok: false, recorded };
    const [mailing] = await tx.mailing.updateManyAndReturn({
      where: { id, sentAt: null, updatedAt: expectedUpdatedAt },
      data: { ...texts, updatedAt: nextVersion(expectedUpdatedAt) },
    });
    if (!mailing) return { ok: false, recorded: await findDraft(tx, id) };
    await recordEvent(tx, { type: 'mailing.saved', mailingId: id }, { ...actor, at: clock() });
    return { ok: true, mailing };
  });

/** The time of saving is the version of a draft: it grows even within one millisecond, or if the clock was set back. */
function nextVersion(previous: Date): Date {
  const now = machineClock();
  return now > previous ? now : later(previous, 1);
}

/**
 * Deletes a draft.
 * @param expectedUpdatedAt the `updatedAt` of the draft that the member saw, so that nobody deletes a text that they have not read
 * @returns `false` if it was changed, sent or deleted before
 */
export const deleteDraft = (
  id: string,
  expectedUpdatedAt: Date,
  { actor, clock }: Context,
): Promise<boolean> =>
  transaction(async (tx) => {
    const { count } = await tx.mailing.deleteMany({
      where: { id, sentAt: null, updatedAt: expectedUpdatedAt },
    });
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
const optionalPlaceholders = [
  ['organization', 'organization'],
  ['country', 'country'],
  ['presentation', 'presentationTitle'],
] as const satisfies readonly (readonly [Placeholder, keyof Registration])[];

/** The placeholders in a mailing's texts that are empty for some recipients, and for how many. */
export async function missingValues(
  texts: MailingTexts,
  ids: string[],
): Promise<{ placeholder: Placeholder; total: number }[]> {
  const inTexts = placeholdersIn(Object.values(texts).join(' '));
  const used = optionalPlaceholders.filter(([placeholder]) => inTexts.has(placeholder));
  const totals = await Promise.all(
    used.map(async ([placeholder, column]) => {
      let total = 0;
      for (const part of inParts(ids)) {
        total += await db().registration.count({ where: { id: { in: part }, [column]: null } });
      }
      return { placeholder, total };
    }),
  );
  return totals.filter(({ total }) => total > 0);
}

export const findRecipient = (id: string): Promise<Registration | null> =>
  db().registration.findUnique({ where: { id } });

/**
 * Two recipients by whom a mailing is shown before it is sent: one of each language where there are both, the Arabic one first.
 * @param ids of all recipients
 */
export async function twoRecipients(ids: string[]): Promise<Registration[]> {
  const [first, second] = await Promise.all(ids.slice(0, 2).map(findRecipient));
  if (!first) return [];
  const other = (await firstWithLanguage(ids, otherLocale(first.language))) ?? second;
  if (!other) return [first];
  return first.language === 'en' && other.language === 'ar' ? [other, first] : [first, other];
}

async function firstWithLanguage(ids: string[], language: Locale): Promise<Registration | null> {
  for (const part of inParts(ids)) {
    const found = await db().registration.findFirst({
      where: { id: { in: part }, language },
      orderBy: [{ nameSort: 'asc' }, { id: 'asc' }],
    });
    if (found) return found;
  }
  return null;
}

/**
 * Sends a mailing: queues one email for each of its recipients.
 * @param expectedUpdatedAt the `updatedAt` of the draft that the member saw, so that no text is sent that nobody has read
 * @param context `expectedTotal`: the number of recipients that the member saw
 * @returns how many emails, or `null` if the text is not complete, if it or the number changed, or if somebody sent it in between; nothing
 *   is queued then
 */
export async function sendMailing(
  mailing: Mailing,
  expectedUpdatedAt: Date,
  { actor, clock, expectedTotal }: Context & { expectedTotal?: number },
): Promise<number | null> {
  if (!isComplete(mailing)) return null;
  const { ids } = await recipientsOf(mailing);
  if (expectedTotal !== undefined && expectedTotal !== ids.length) return null;
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
      await recordEvent(tx, { type: 'registration.letterAgain', kind, messageId }, origin);
    }
    return failed.length;
  });
}

/** One email of a sent mailing, with its recipient. */
export type Delivery = ListedEmail & {
  registration: Pick<Registration, 'id' | 'reference' | 'fullName' | 'email' | 'erasedAt'> | null;
};

/** A page of the emails of a sent mailing, in the order of the recipients' names. A page number beyond the end gives the last page. */
export async function deliveriesOf(
  id: string,
  { page, size }: { page: number; size: number },
): Promise<{ deliveries: Delivery[]; page: number; pages: number }> {
  const where = { mailingId: id };
  const pages = Math.max(1, Math.ceil((await db().outboxMessage.count({ where })) / size));
  const actualPage = Math.min(page, pages);
  const deliveries = await db().outboxMessage.findMany({
    where,
    omit: { sentText: true },
    include: {
      registration: { select: { id: true, reference: true, fullName: true, email: true, erasedAt: true } },
    },
    orderBy: [{ registration: { nameSort: 'asc' } }, { id: 'asc' }],
    skip: (actualPage - 1) * size,
    take: size,
  });
  return { deliveries, page: actualPage, pages };
}

/** Who sent a mailing: the member's email address; `null` once it was erased at the end of the retention period. */
export async function senderOf(id: string): Promise<string | null> {
  const where = { mailingId: id };
  const message = await db().outboxMessage.findFirst({ where, select: { event: { select: { by: true } } } });
  return message?.event.by ?? null;
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
