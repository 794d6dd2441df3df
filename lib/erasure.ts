import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type Doer, record } from './audit';
import type { Clock } from './clock';
import { config } from './config';
import { db, type Tx, transaction } from './db';
import { instant } from './instant';
import { stop } from './outbox';
import { fields } from './registration/schema';

const line = z.object({ registrationId: z.string(), at: z.string() });

/**
 * Erases a person on request: what says who it was goes from every table; the reference, the state and the country stay for
 * the counts, and so does the fact of erasure. It is written to the journal first: a backup that is older than this does not
 * bring the person back.
 * @returns whether there was somebody to erase
 */
export async function erase(
  registrationId: string,
  { doer, reason, clock }: { doer: Doer; reason: string; clock: Clock },
): Promise<boolean> {
  const at = clock();
  const known = await db().registration.count({ where: { id: registrationId, erasedAt: null } });
  if (known === 0) return false;
  writeToJournal({ registrationId, at: at.toISOString() });
  return transaction((tx) => blank(tx, registrationId, { doer, reason, at }));
}

/** Applies what the journal knows and the database does not: it was restored from a backup. @returns how many */
export async function eraseAgain(): Promise<number> {
  let erased = 0;
  for (const { registrationId, at } of journal()) {
    const about = { doer: { actor: 'site' } as const, reason: '', at: instant(at) };
    if (await transaction((tx) => blank(tx, registrationId, about))) erased += 1;
  }
  return erased;
}

/** What was typed goes, whatever the form asks for; the country stays for the counts. */
const blanked = Object.fromEntries(
  fields
    .filter((field) => field !== 'country')
    .map((field) => [field, field === 'fullName' || field === 'jobTitle' ? '' : null]),
);

/** Blanks one person in every table, once. @returns whether there was somebody to erase */
export async function blank(
  tx: Tx,
  id: string,
  { doer, reason, at }: { doer: Doer; reason: string; at: Date },
): Promise<boolean> {
  const { count } = await tx.registration.updateMany({
    where: { id, erasedAt: null },
    data: {
      ...blanked,
      internalNote: null,
      latinName: null,
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
  await stop(tx, { registrationId: id });
  await tx.outboxMessage.updateMany({ where: { registrationId: id }, data: { lastError: null } });
  // A spreadsheet that waits for a decision may name the person; it can be read in once more.
  await tx.import.updateMany({ where: { doneAt: null }, data: { rows: [] } });
  await record(tx, { type: 'registration.erased', reason }, { ...doer, registrationId: id, at });
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

/** On the disk before anything else happens. */
function writeToJournal(erasure: z.infer<typeof line>): void {
  const { erasureJournal } = config();
  mkdirSync(dirname(erasureJournal), { recursive: true });
  const file = openSync(erasureJournal, 'a', 0o600);
  try {
    writeSync(file, `${JSON.stringify(erasure)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The erasures of this installation; a last line that was cut off by a crash names nobody. */
function journal(): z.infer<typeof line>[] {
  const { erasureJournal } = config();
  if (!existsSync(erasureJournal)) return [];
  return readFileSync(erasureJournal, 'utf8')
    .split('\n')
    .flatMap((text) => {
      try {
        return line.parse(JSON.parse(text));
      } catch {
        return [];
      }
    });
}
