import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { type Actor, type ErasureGround, recordEvent } from '@/lib/audit/audit';
import { config } from '@/lib/config';
import { db, type Tx, transaction } from '@/lib/db/client';
import { inParts } from '@/lib/db/in-parts';
import { keepPrivate } from '@/lib/db/private-files';
import { cancelEmails } from '@/lib/email/outbox';
import { noCopy } from '@/lib/email/sent-copy';
import { fields } from '@/lib/registration/schema';
import { LoggableError } from '@/lib/server/log';
import { type Clock, machineClock } from '@/lib/time/clock';
import { instant } from '@/lib/time/instant';
import { markForScrub, scrubNow } from './scrub';

const journalEntry = z.object({ registrationId: z.string(), at: z.string() });
/** An entry of the erasure journal: which registration was erased, and when (ISO 8601). */
export type Erasure = z.infer<typeof journalEntry>;

/**
 * Erases a person on request. Personal data are removed from every table and, on the embedded database, from its files. The
 * reference, the status and the country stay for the counts, and so does the event of the erasure. The journal is written first, so
 * that restoring an older backup does not bring the person back.
 * @param ground why, chosen from a list: a typed reason could name the person, and it would be kept
 * @returns whether the registration existed and was not erased yet
 */
export async function erase(
  registrationId: string,
  { actor, ground, clock }: { actor: Actor; ground: ErasureGround; clock: Clock },
): Promise<boolean> {
  const at = clock();
  const existing = await db().registration.count({ where: { id: registrationId, erasedAt: null } });
  if (existing === 0) return false;
  writeToJournal([{ registrationId, at: at.toISOString() }]);
  const isErased = await transaction((tx) => eraseRegistration(tx, registrationId, { actor, ground, at }));
  await scrubNow();
  return isErased;
}

/**
 * Repeats the erasures of the journal that a restored backup does not contain. The caller must scrub the files afterwards.
 * @returns how many registrations were erased
 */
export async function replayErasures(): Promise<number> {
  await dropTypedReasons();
  const { erasureJournal } = config();
  if (existsSync(erasureJournal)) keepPrivate(erasureJournal);
  let erased = 0;
  for (const { registrationId, at } of erasuresIn(erasureJournal)) {
    const erasure = { actor: { actor: 'site' } as const, ground: null, at: instant(at) };
    if (await transaction((tx) => eraseRegistration(tx, registrationId, erasure))) erased += 1;
  }
  return erased;
}

/** Removes typed reasons of erasures, which only older databases contain: a reason may name the person who was erased. */
async function dropTypedReasons(): Promise<void> {
  const dropped = await db().$executeRaw`
    UPDATE "AuditEvent" SET details = '{}'
    WHERE type = 'registration.erased' AND CAST(details AS TEXT) LIKE '%"reason"%'`;
  if (dropped > 0) await transaction(markForScrub);
}

/** Blank values for every field of the form, also for fields added in future. The country stays for the counts. */
const blankFields = Object.fromEntries(
  fields
    .filter((field) => field !== 'country')
    .map((field) => [field, field === 'fullName' || field === 'jobTitle' ? '' : null]),
);

type ErasureDetails = { actor: Actor; ground: ErasureGround | null; at: Date };

async function eraseRegistration(tx: Tx, id: string, details: ErasureDetails): Promise<boolean> {
  const isErased = await anonymize(tx, id, details);
  if (isErased) {
    await anonymizeEmptiedMailings(tx, id);
    await forgetInSharedEmails(tx, id);
  }
  return isErased;
}

/**
 * Blanks a person's data in every table, except mailings and emails about other registrations.
 * @param id of the registration
 * @returns whether the registration existed and was not erased yet
 */
export async function anonymize(tx: Tx, id: string, { actor, ground, at }: ErasureDetails): Promise<boolean> {
  const { count } = await tx.registration.updateMany({
    where: { id, erasedAt: null },
    data: {
      ...blankFields,
      internalNote: null,
      latinName: null,
      linkOpenedAt: null,
      nameKey: '',
      emailKey: `erased:${id}`,
      searchKey: '',
      nameSearchKey: '',
      privateSearchKey: '',
      lookAlikeKey: '',
      nameSort: 'f',
      jobTitleSort: 'f',
      organizationSort: 'f',
      presentationSort: 'f',
      latinNameSort: 'f',
      internalNoteSort: 'f',
      linkVersion: { increment: 1 },
      version: { increment: 1 },
      erasedAt: at,
      updatedAt: at,
    },
  });
  if (count === 0) return false;
  for (const event of await tx.auditEvent.findMany({ where: { registrationId: id } })) {
    await tx.auditEvent.update({
      where: { id: event.id },
      data: { details: withoutValues(event.details as object) },
    });
  }
  await forgetLookAlikes(tx, id);
  await cancelEmails(tx, { registrationId: id });
  await tx.outboxMessage.updateMany({ where: { registrationId: id }, data: { lastError: null, ...noCopy } });
  // The preview of an import may contain the person. The member can upload the spreadsheet again.
  await tx.import.updateMany({ where: { doneAt: null }, data: { rows: [] } });
  await recordEvent(tx, { type: 'registration.erased', ground }, { ...actor, registrationId: id, at });
  await markForScrub(tx);
  return true;
}

/**
 * Deletes what was decided about this person's look-alikes, and the reference in the events of those registrations: "the same person as
 * …" would still say who this was.
 */
async function forgetLookAlikes(tx: Tx, id: string): Promise<void> {
  const where = { OR: [{ firstId: id }, { secondId: id }] };
  const decisions = await tx.lookAlikeDecision.findMany({ where });
  if (decisions.length === 0) return;
  const { reference } = await tx.registration.findUniqueOrThrow({ where: { id } });
  const events = await tx.auditEvent.findMany({
    where: {
      registrationId: { in: decisions.map(({ firstId, secondId }) => (firstId === id ? secondId : firstId)) },
      type: { in: ['registration.samePerson', 'registration.otherPerson'] },
    },
  });
  for (const event of events) {
    const details = event.details as { other?: string };
    if (details.other !== reference) continue;
    await tx.auditEvent.update({ where: { id: event.id }, data: { details: { ...details, other: '' } } });
  }
  await tx.lookAlikeDecision.deleteMany({ where });
}

/** Deletes the copies of emails with the links of an address that name this person among others who are registered with it. */
async function forgetInSharedEmails(tx: Tx, id: string): Promise<void> {
  const { reference } = await tx.registration.findUniqueOrThrow({ where: { id } });
  await tx.outboxMessage.updateMany({
    where: { kind: 'lostLink', sentText: { contains: reference } },
    data: noCopy,
  });
}

/**
 * The values that blank an email to a selection. The new `updatedAt` makes any form of it that is still open outdated, so that its
 * text can be neither saved nor sent.
 */
export const anonymizedMailing = () => ({
  audience: { ids: [] },
  subjectAr: '',
  textAr: '',
  subjectEn: '',
  textEn: '',
  updatedAt: machineClock(),
});

/** Blanks sent emails and drafts to a selection in which every person is erased: their text may say who a person was. */
async function anonymizeEmptiedMailings(tx: Tx, id: string): Promise<void> {
  const erased = { registration: { erasedAt: { not: null } } };
  await tx.mailing.updateMany({
    where: { messages: { some: { registrationId: id }, every: erased } },
    data: anonymizedMailing(),
  });
  for (const draft of await tx.mailing.findMany({ where: { sentAt: null } })) {
    const { ids } = draft.audience as { ids?: string[] };
    if (ids?.includes(id) && (await areErased(tx, ids)))
      await tx.mailing.update({ where: { id: draft.id }, data: anonymizedMailing() });
  }
}

async function areErased(tx: Tx, ids: string[]): Promise<boolean> {
  for (const part of inParts(ids)) {
    if ((await tx.registration.count({ where: { id: { in: part }, erasedAt: null } })) > 0) return false;
  }
  return true;
}

/** Blanks the old and new values, the reasons and the references of others in the details of an event. The names of the changed fields stay. */
function withoutValues(details: object): object {
  if (Array.isArray(details)) return details.map(withoutNestedValues);
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => {
      if (name === 'from' || name === 'to') return [name, null];
      if (name === 'reason' || name === 'other') return [name, ''];
      return [name, withoutNestedValues(value)];
    }),
  );
}

const withoutNestedValues = (value: unknown) =>
  typeof value === 'object' && value !== null ? withoutValues(value) : value;

/**
 * Appends erasures to the journal of this installation and waits until they are on the disk.
 * @throws LoggableError if not everything could be written, for example on a full disk: the caller must not erase anybody then
 */
export function writeToJournal(erasures: Erasure[]): void {
  if (erasures.length === 0) return;
  const { erasureJournal } = config();
  keepPrivate(erasureJournal);
  // Each entry begins with a line break, because the last line of the file may be incomplete.
  const lines = Buffer.from(`${erasures.map((erasure) => `\n${JSON.stringify(erasure)}`).join('')}\n`);
  const file = openSync(erasureJournal, 'a', 0o600);
  try {
    // One write for all entries, so that entries of another process cannot end up between them.
    if (writeSync(file, lines) < lines.length) throw new LoggableError('The journal of erasures was cut off');
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Reads an erasure journal. Lines that a crash or a full disk left incomplete are skipped.
 * @param journal the path of the file; if it does not exist, the result is empty
 */
export function erasuresIn(journal: string): Erasure[] {
  if (!existsSync(journal)) return [];
  return readFileSync(journal, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return journalEntry.parse(JSON.parse(line));
      } catch {
        return [];
      }
    });
}
