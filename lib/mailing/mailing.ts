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

/** Whom a letter is for: those whom a view of the list shows, or these. */
const audience = z.union([z.object({ view: z.string() }), z.object({ ids: z.array(z.string()) })]);
export type Audience = z.infer<typeof audience>;

type Context = { actor: Actor; clock: Clock };

/** Begins a letter; nothing of it goes out before it is sent. @returns its id */
export const createDraft = (who: Audience, texts: MailingTexts, { actor, clock }: Context): Promise<string> =>
  transaction(async (tx) => {
    const { id: meetingId } = await currentMeeting(tx);
    const now = clock();
    const id = randomUUID();
    const createdBy = actor.by ?? '';
    await tx.mailing.create({
      data: { id, meetingId, createdBy, createdAt: now, updatedAt: now, audience: who, ...texts },
    });
    await recordEvent(tx, { type: 'mailing.saved', mailingId: id }, { ...actor, at: now });
    return id;
  });

/**
 * Saves the text of a letter that was not sent yet.
 * @param seen when it was saved last, as its reader saw it
 * @returns whether it was saved: somebody else may have changed or sent it meanwhile
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

/** Throws a letter away that was not sent. */
export const deleteDraft = (id: string, { actor, clock }: Context): Promise<boolean> =>
  transaction(async (tx) => {
    const { count } = await tx.mailing.deleteMany({ where: { id, sentAt: null } });
    if (count === 0) return false;
    await recordEvent(tx, { type: 'mailing.dropped', mailingId: id }, { ...actor, at: clock() });
    return true;
  });

/** The letters to many, the newest first. */
export const mailings = (): Promise<Mailing[]> =>
  db().mailing.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] });

export const findMailing = (id: string): Promise<Mailing | null> =>
  db().mailing.findUnique({ where: { id } });

/** Whom a letter reaches, in the order of their names; those who withdrew or have no address are left out. */
export async function recipientsOf({ audience: who }: Mailing): Promise<{ ids: string[]; leftOut: number }> {
  const meeting = await currentMeeting();
  const asked = audience.parse(who);
  const view =
    'view' in asked ? readListView(Object.fromEntries(new URLSearchParams(asked.view))) : defaultView;
  const all = await idsMatching(meeting, { ...view, sort: 'fullName' }, { locale: 'ar' });
  const chosen = 'ids' in asked ? new Set(asked.ids) : null;
  const meant = chosen ? all.filter((id) => chosen.has(id)) : all;
  const reached = new Set<string>();
  for (const part of inParts(meant)) {
    const where = { id: { in: part }, status: 'confirmed', email: { not: null } } as const;
    for (const { id } of await db().registration.findMany({ where, select: { id: true } })) reached.add(id);
  }
  const ids = meant.filter((id) => reached.has(id));
  return { ids, leftOut: meant.length - ids.length };
}

/** What may be empty in a registration, by the name of its place in a letter. */
const optionalPlaces = {
  organization: 'organization',
  country: 'country',
  presentation: 'presentationTitle',
} as const;

/** The places of a text that stay empty for some of its recipients, and for how many. */
export async function missingValues(
  texts: MailingTexts,
  ids: string[],
): Promise<{ name: string; total: number }[]> {
  const text = Object.values(texts).join(' ');
  const used = Object.entries(optionalPlaces).filter(([name]) => text.includes(`{${name}}`));
  const found = await Promise.all(
    used.map(async ([name, column]) => {
      let total = 0;
      for (const part of inParts(ids)) {
        total += await db().registration.count({ where: { id: { in: part }, [column]: null } });
      }
      return { name: `{${name}}`, total };
    }),
  );
  return found.filter(({ total }) => total > 0);
}

export const findRecipient = (id: string): Promise<Registration | null> =>
  db().registration.findUnique({ where: { id } });

/**
 * Owes the letter to each of its recipients, once.
 * @param seen when its text was saved last, as its reader saw it: what goes out is what was read
 * @returns how many, or `null` where it was sent or changed meanwhile
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

/** Lets the letters that have not gone out stay. @returns how many */
export const stopMailing = (id: string, { actor, clock }: Context): Promise<number> =>
  transaction(async (tx) => {
    const now = clock();
    const { count } = await tx.mailing.updateMany({
      where: { id, sentAt: { not: null }, stoppedAt: null },
      data: { stoppedAt: now },
    });
    if (count === 0) return 0;
    const rows = await cancelEmails(tx, { mailingId: id });
    await recordEvent(tx, { type: 'mailing.stopped', mailingId: id, rows }, { ...actor, at: now });
    return rows;
  });

/** Tries all letters of it once more that were given up. @returns how many */
export async function retryFailed(id: string, { actor, clock }: Context): Promise<number> {
  return transaction(async (tx) => {
    const failed = await tx.outboxMessage.findMany({
      where: { mailingId: id, failedAt: { not: null }, stoppedAt: null },
    });
    for (const { id: messageId, kind, registrationId } of failed) {
      await retryEmail(tx, messageId);
      const about = { ...actor, ...(registrationId && { registrationId }), at: clock() };
      await recordEvent(tx, { type: 'registration.letterAgain', kind }, about);
    }
    return failed.length;
  });
}

export type Progress = { sent: number; waiting: number; failed: number; stopped: number };

/** How far a letter has come. */
export async function progressOf(id: string): Promise<Progress> {
  const count = (where: object) => db().outboxMessage.count({ where: { mailingId: id, ...where } });
  const [sent, waits, failed, stopped] = await Promise.all([
    count({ sentAt: { not: null } }),
    count(waiting),
    count({ failedAt: { not: null }, stoppedAt: null }),
    count({ stoppedAt: { not: null } }),
  ]);
  return { sent, waiting: waits, failed, stopped };
}

const PART = 500;

/** Few enough at a time for one statement of any database. */
function* inParts(ids: string[]): Generator<string[]> {
  for (let start = 0; start < ids.length; start += PART) yield ids.slice(start, start + PART);
}
