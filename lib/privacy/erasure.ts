import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { type Actor, type ErasureGround, recordEvent } from '@/lib/audit/audit';
import { config } from '@/lib/config';
import { db, type Tx, transaction } from '@/lib/db/client';
import { keepPrivate } from '@/lib/db/private-files';
import { cancelEmails } from '@/lib/email/outbox';
import { fields } from '@/lib/registration/schema';
import { LoggableError } from '@/lib/server/log';
import { type Clock, machineClock } from '@/lib/time/clock';
import { instant } from '@/lib/time/instant';
import { markForScrub, scrubNow } from './scrub';

const line = z.object({ registrationId: z.string(), at: z.string() });
/** Who was erased and when (ISO 8601), as a journal of erasures has it on a line. */
export type Erasure = z.infer<typeof line>;

/**
 * Erases a person on request: what says who it was goes from every table; the reference, the state and the country stay for
 * the counts, and so does the fact of erasure. It is written to the journal first: a backup that is older than this does not
 * bring the person back. Afterwards nothing of it is left in the embedded database's files.
 * @param ground why, from a list: a typed reason might name the person for good
 * @returns whether there was somebody to erase
 */
export async function erase(
  registrationId: string,
  { actor, ground, clock }: { actor: Actor; ground: ErasureGround; clock: Clock },
): Promise<boolean> {
  const at = clock();
  const existing = await db().registration.count({ where: { id: registrationId, erasedAt: null } });
  if (existing === 0) return false;
  writeToJournal([{ registrationId, at: at.toISOString() }]);
  const isErased = await transaction((tx) => eraseOne(tx, registrationId, { actor, ground, at }));
  await scrubNow();
  return isErased;
}

/**
 * Applies what the journal knows and the database does not: it was restored from a backup. Whoever calls it scrubs afterwards.
 * @returns how many
 */
export async function replayErasures(): Promise<number> {
  await dropTypedReasons();
  const { erasureJournal } = config();
  if (existsSync(erasureJournal)) keepPrivate(erasureJournal);
  let erased = 0;
  for (const { registrationId, at } of erasuresIn(erasureJournal)) {
    const about = { actor: { actor: 'site' } as const, ground: null, at: instant(at) };
    if (await transaction((tx) => eraseOne(tx, registrationId, about))) erased += 1;
  }
  return erased;
}

/** Earlier versions kept what was typed as the reason of an erasure; it may name the person who was erased. */
async function dropTypedReasons(): Promise<void> {
  const dropped = await db().$executeRaw`
    UPDATE "AuditEvent" SET details = '{}'
    WHERE type = 'registration.erased' AND CAST(details AS TEXT) LIKE '%"reason"%'`;
  if (dropped > 0) await transaction(markForScrub);
}

/** What was typed goes, whatever the form asks for; the country stays for the counts. */
const anonymized = Object.fromEntries(
  fields
    .filter((field) => field !== 'country')
    .map((field) => [field, field === 'fullName' || field === 'jobTitle' ? '' : null]),
);

type About = { actor: Actor; ground: ErasureGround | null; at: Date };

async function eraseOne(tx: Tx, id: string, about: About): Promise<boolean> {
  const isErased = await anonymize(tx, id, about);
  if (isErased) await anonymizeEmptiedMailings(tx, id);
  return isErased;
}

/** Blanks one person in every table, once. @returns whether there was somebody to erase */
export async function anonymize(tx: Tx, id: string, { actor, ground, at }: About): Promise<boolean> {
  const { count } = await tx.registration.updateMany({
    where: { id, erasedAt: null },
    data: {
      ...anonymized,
      internalNote: null,
      latinName: null,
      linkOpenedAt: null,
      nameKey: '',
      emailKey: `erased:${id}`,
      searchKey: '',
      privateSearchKey: '',
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
  await cancelEmails(tx, { registrationId: id });
  await tx.outboxMessage.updateMany({ where: { registrationId: id }, data: { lastError: null } });
  // A spreadsheet that waits for a decision may name the person; it can be read in once more.
  await tx.import.updateMany({ where: { doneAt: null }, data: { rows: [] } });
  await recordEvent(tx, { type: 'registration.erased', ground }, { ...actor, registrationId: id, at });
  await markForScrub(tx);
  return true;
}

/**
 * What is left of an email to a selection when nobody is to read it any more. Whoever has it open from before can neither save
 * nor send what they see: it was changed since.
 */
export const anonymizedMailing = () => ({
  audience: { ids: [] },
  subjectAr: '',
  textAr: '',
  subjectEn: '',
  textEn: '',
  updatedAt: machineClock(),
});

/** Emails written to a selection of which nobody is left, sent or not: their own words may say who it was. */
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

/** Few enough for one statement of any database. */
const IDS_AT_ONCE = 500;

async function areErased(tx: Tx, ids: string[]): Promise<boolean> {
  for (let start = 0; start < ids.length; start += IDS_AT_ONCE) {
    const part = ids.slice(start, start + IDS_AT_ONCE);
    if ((await tx.registration.count({ where: { id: { in: part }, erasedAt: null } })) > 0) return false;
  }
  return true;
}

/** The details of an event, without what anybody wrote: which fields changed stays. */
function withoutValues(details: object): object {
  if (Array.isArray(details)) return details.map(part);
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => {
      if (name === 'from' || name === 'to') return [name, null];
      if (name === 'reason') return [name, ''];
      return [name, part(value)];
    }),
  );
}

const part = (value: unknown) => (typeof value === 'object' && value !== null ? withoutValues(value) : value);

/**
 * Notes erasures in the journal of this installation; on the disk before anything else happens.
 * @throws LoggableError where not all of it could be written, as on a full disk: then nobody is to be erased yet
 */
export function writeToJournal(erasures: Erasure[]): void {
  if (erasures.length === 0) return;
  const { erasureJournal } = config();
  keepPrivate(erasureJournal);
  // Each begins a line of its own, also behind one that was cut off.
  const lines = Buffer.from(`${erasures.map((erasure) => `\n${JSON.stringify(erasure)}`).join('')}\n`);
  const file = openSync(erasureJournal, 'a', 0o600);
  try {
    // At once: what another process appends meanwhile stands before it or behind it, not within.
    if (writeSync(file, lines) < lines.length) throw new LoggableError('The journal of erasures was cut off');
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The erasures in a journal, none where it is missing; a line that was cut off by a crash or a full disk names nobody. */
export function erasuresIn(journal: string): Erasure[] {
  if (!existsSync(journal)) return [];
  return readFileSync(journal, 'utf8')
    .split('\n')
    .flatMap((text) => {
      try {
        return line.parse(JSON.parse(text));
      } catch {
        return [];
      }
    });
}
