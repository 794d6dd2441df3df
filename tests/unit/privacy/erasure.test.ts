import { execFileSync } from 'node:child_process';
import fs, { existsSync, readFileSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { history } from '@/lib/audit/audit';
import { config } from '@/lib/config';
import { db, transaction } from '@/lib/db/client';
import { claim, recordAttempt } from '@/lib/email/outbox';
import { createDraft, findMailing, saveDraft, sendMailing } from '@/lib/mailing/mailing';
import { facts } from '@/lib/meeting/content/facts';
import { erase, replayErasures } from '@/lib/privacy/erasure';
import { scrub } from '@/lib/privacy/scrub';
import { confirmAttendance } from '@/lib/registration/confirm';
import { amend, requestLinks } from '@/lib/registration/participant-actions';
import { figuresOf } from '@/lib/registration/queries';
import { correct, updateStaffFields } from '@/lib/registration/staff-actions';
import { findInstalled } from '@/scripts/postgres';
import { aConfirmation, anEmail, aParticipant, at, beforeDeadline } from '../../support/builders';
import { databaseFiles, freshDatabase, isPostgres, keepCopy, tablesWith } from '../../support/database';

freshDatabase();
beforeEach(() => rmSync(config().erasureJournal, { force: true }));

const actor = { actor: 'secretariat', by: 'rima@example.org' } as const;
const request = { actor, ground: 'request', clock: () => beforeDeadline } as const;
const only = () => db().registration.findFirstOrThrow();
const MARK = /XMARK|xmark/;
/** The same texts, with the Arabic name as written and as folded. */
const NAMING = /xmark|علام/i;

const markedEmail = anEmail({ to: 'xmark@example.org', subject: 'XMARK subject', text: 'XMARK text' });

/** A registration of which every storable text is stored, each with a marker. */
async function createMarked(): Promise<string> {
  const texts = {
    fullName: 'XMARK name',
    email: 'xmark@example.org',
    jobTitle: 'XMARK job',
    organization: 'XMARK org',
    country: 'JO',
  };
  await confirmAttendance(
    aConfirmation({ ...texts, presentationTitle: 'XMARK title' }, { botSignals: ['tooFast'] }),
    at(beforeDeadline),
  );
  await confirmAttendance(aConfirmation({ ...texts, jobTitle: 'XMARK again' }), at(beforeDeadline));
  const { id, version, linkVersion } = await only();
  const link = { registrationId: id, version: linkVersion };
  await amend(
    { link, expectedVersion: version },
    aParticipant({ ...texts, jobTitle: 'XMARK amended' }),
    at(beforeDeadline),
  );
  const task = async () => ({
    id,
    expectedVersion: (await only()).version,
    actor,
    clock: () => beforeDeadline,
  });
  const participant = aParticipant({ ...texts, fullName: 'XMARK corrected' });
  await correct(await task(), { participant, reason: 'XMARK reason', isNotified: true });
  const handling = { review: 'followUp', internalNote: 'XMARK note', latinName: 'XMARK latin' } as const;
  await updateStaffFields(await task(), { ...handling, presentation: null, presentationOrder: null });
  const [message, nextMessage] = await claim(2);
  if (message) await recordAttempt(message, { ok: false, reason: '550 <xmark@example.org> unknown' });
  if (nextMessage) await recordAttempt(nextMessage, { ok: true, email: markedEmail });
  await db().import.create({
    data: {
      id: 'i',
      meetingId: facts.id,
      createdBy: 's',
      createdAt: beforeDeadline,
      rows: [{ email: 'xmark@example.org' }],
    },
  });
  return id;
}

describe('erasing a person', () => {
  it('leaves nothing that identifies the person in any table; the counts and the fact of the erasure stay', async () => {
    const id = await createMarked();
    expect(await tablesWith(MARK)).toEqual(
      expect.arrayContaining(['Registration', 'AuditEvent', 'OutboxMessage', 'Import']),
    );
    const { counts: before } = await figuresOf(facts);
    expect(await erase(id, request)).toBe(true);
    expect(await tablesWith(MARK)).toEqual([]);
    expect((await figuresOf(facts)).counts).toMatchObject({ confirmed: before.confirmed });
    expect(await only()).toMatchObject({ country: 'JO', status: 'confirmed', erasedAt: beforeDeadline });
    const types = (await history(id)).map(({ type }) => type);
    expect(types).toContain('registration.amended');
    expect((await history(id))[0]).toMatchObject({ botSignals: ['tooFast'] });
    expect((await history(id)).at(-1)).toMatchObject({ type: 'registration.erased', ground: 'request' });
    expect(await claim(10)).toEqual([]);
    expect(await erase(id, request)).toBe(false);
  });

  it('deletes emails to this person alone, sent or not, and a mailing when its last recipient is erased', async () => {
    const id = await createMarked();
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    const everybody = (await db().registration.findMany()).map((registration) => registration.id);
    const context = { actor, clock: () => beforeDeadline };
    const texts = { subjectAr: 'س', textAr: 'ن', subjectEn: 's', textEn: 'Dear XMARK' };
    const ids = [
      await createDraft({ ids: [id] }, texts, context),
      await createDraft({ ids: [id] }, texts, context),
    ];
    const [mailing] = await Promise.all(ids.map((mailingId) => findMailing(mailingId)));
    if (mailing) expect(await sendMailing(mailing, mailing.updatedAt, context)).toBe(1);
    const toAll = await createDraft({ ids: everybody }, { ...texts, textEn: 'Dear all' }, context);
    await erase(id, request);
    expect(await tablesWith(MARK)).toEqual([]);
    expect(await findMailing(toAll)).toMatchObject({ textEn: 'Dear all' });
    const sentToAll = await createDraft({ ids: everybody }, { ...texts, textEn: 'Dear both' }, context);
    const mailingToAll = await findMailing(sentToAll);
    if (mailingToAll) expect(await sendMailing(mailingToAll, mailingToAll.updatedAt, context)).toBe(1);
    await erase(everybody.find((otherId) => otherId !== id) ?? '', request);
    for (const mailingId of [toAll, sentToAll])
      expect(await findMailing(mailingId)).toMatchObject({ textEn: '' });
  });

  it('lets nobody save or queue an email for this person from a page that was opened before', async () => {
    const id = await createMarked();
    const context = { actor, clock: () => beforeDeadline };
    const texts = { subjectAr: 'س', textAr: 'ن', subjectEn: 's', textEn: 'Dear XMARK' };
    const opened = await findMailing(await createDraft({ ids: [id] }, texts, context));
    if (!opened) throw new Error('There is no draft');
    await erase(id, request);
    expect(await saveDraft(opened.id, opened.updatedAt, texts, context)).toMatchObject({ ok: false });
    expect(await sendMailing(opened, opened.updatedAt, context)).toBe(null);
    expect(await tablesWith(MARK)).toEqual([]);
  });

  it('keeps the address and the text out when the mail server replies afterwards', async () => {
    await confirmAttendance(
      aConfirmation({ email: 'xmark@example.org' }),
      at(beforeDeadline, { notifySecretariat: true }),
    );
    const [message, nextMessage] = await claim(2);
    if (!message || !nextMessage) throw new Error('nothing was due');
    await erase((await only()).id, request);
    await recordAttempt(message, { ok: false, reason: '550 <xmark@example.org> unknown' });
    await recordAttempt(nextMessage, { ok: true, email: markedEmail });
    expect(await tablesWith(MARK)).toEqual([]);
    expect(await db().outboxMessage.count({ where: { sentAt: { not: null } } })).toBe(1);
  });

  it('deletes the email with the links of an address that names this person beside others, sent before or after', async () => {
    const confirm = (fullName: string) => confirmAttendance(aConfirmation({ fullName }), at(beforeDeadline));
    await confirm('نور المثال');
    await confirm('XMARK name');
    const registrations = await db().registration.findMany();
    const { id, reference } = registrations.find(({ fullName }) => fullName === 'XMARK name') ?? {};
    const other = registrations.find((registration) => registration.id !== id);
    const askForLinks = async () => {
      await requestLinks('salma@example.org', 'ar', at(beforeDeadline));
      await db().outboxMessage.updateMany({
        where: { kind: 'lostLink' },
        data: { registrationId: String(other?.id), createdAt: new Date(0) },
      });
      const message = (await claim(10)).find(({ kind }) => kind === 'lostLink');
      if (!message) throw new Error('nothing was due');
      return message;
    };
    const text = `XMARK name\n${reference}`;
    const result = { ok: true, email: anEmail({ text, others: [String(id)] }) } as const;
    await recordAttempt(await askForLinks(), result);
    const inHand = await askForLinks();
    expect(await tablesWith(MARK)).toContain('OutboxMessage');
    await erase(String(id), request);
    expect(await tablesWith(MARK)).toEqual([]);
    await recordAttempt(inHand, result);
    expect(await tablesWith(MARK)).toEqual([]);
    const sent = { kind: 'lostLink', sentAt: { not: null } } as const;
    expect(await db().outboxMessage.count({ where: sent })).toBe(2);
  });

  it('deletes the reason that an earlier version stored for the erasure', async () => {
    const id = await createMarked();
    await erase(id, request);
    await db().auditEvent.updateMany({
      where: { type: 'registration.erased' },
      data: { details: { reason: 'XMARK asked for it' } },
    });
    expect(await tablesWith(MARK)).toEqual(['AuditEvent']);
    await replayErasures();
    expect(await tablesWith(MARK)).toEqual([]);
    expect((await history(id)).at(-1)).toMatchObject({ type: 'registration.erased', ground: null });
  });

  it('lets the same person register again', async () => {
    await erase(await createMarked(), request);
    await confirmAttendance(aConfirmation({ email: 'xmark@example.org' }), at(beforeDeadline));
    expect(await db().registration.count()).toBe(2);
  });

  it('is repeated when an older database is restored, and affects nobody else', async () => {
    const id = await createMarked();
    await confirmAttendance(aConfirmation({ fullName: 'نور المثال' }), at(beforeDeadline));
    const bringBack = await keepCopy();
    await erase(id, request);
    await bringBack();
    expect(await tablesWith(MARK)).not.toEqual([]);
    expect(await replayErasures()).toBe(1);
    expect(await tablesWith(MARK)).toEqual([]);
    expect(await db().registration.count({ where: { erasedAt: null } })).toBe(1);
    expect(await replayErasures()).toBe(0);
  });

  it('does not start when the journal cannot be written, and a truncated journal entry swallows no later one', async () => {
    const id = await createMarked();
    const bringBack = await keepCopy();
    const write = fs.writeSync as (file: number, bytes: Uint8Array) => number;
    const half = (file: number, bytes: Buffer) => write(file, Buffer.from(bytes).subarray(0, 20));
    const cut = vi.spyOn(fs, 'writeSync').mockImplementation(half as never);
    syncBuiltinESMExports();
    await expect(erase(id, request)).rejects.toThrow('cut off');
    cut.mockRestore();
    syncBuiltinESMExports();
    expect(await db().registration.count({ where: { erasedAt: null } })).toBe(1);
    expect(await erase(id, request)).toBe(true);
    await bringBack();
    expect(await replayErasures()).toBe(1);
  });

  it('writes no name to the journal', async () => {
    const id = await createMarked();
    await erase(id, request);
    const journal = readFileSync(config().erasureJournal, 'utf8');
    expect(journal).toContain(id);
    expect(journal).not.toMatch(MARK);
  });
});

/** Other registrations, with texts of many lengths, to fill the pages of the database. */
async function crowd(from: number, count: number): Promise<void> {
  const { id: _, ...row } = await db().registration.findFirstOrThrow({
    where: { email: 'other@example.org' },
  });
  await db().registration.createMany({
    data: Array.from({ length: count }, (_, index) => ({
      ...row,
      id: `crowd-${from + index}`,
      reference: `C${from + index}`,
      emailKey: `crowd-${from + index}`,
      internalNote: 'ن'.repeat((index * 37) % 700),
    })),
  });
}

/** Changes the lengths of the others' texts, so that rows move from page to page. */
async function stir(seed: number): Promise<void> {
  const others = await db().registration.findMany({ where: { id: { startsWith: 'crowd-' } } });
  await transaction(async (tx) => {
    for (const [index, { id }] of others.entries()) {
      const internalNote = 'م'.repeat((index * seed) % 1_500);
      await tx.registration.update({ where: { id }, data: { internalNote, privateSearchKey: internalNote } });
    }
  });
}

/** Every file of the database, and its journal. Of PostgreSQL a dump: its files are the business of its operator. */
function bytes(): Map<string, Buffer> {
  const { erasureJournal } = config();
  const journal = existsSync(erasureJournal) ? readFileSync(erasureJournal) : Buffer.alloc(0);
  if (isPostgres) {
    const program = join(findInstalled('pg_dump') ?? '', 'pg_dump');
    const dump = execFileSync(program, [config().databaseUrl], { maxBuffer: 100_000_000 });
    return new Map([
      ['dump', dump],
      ['journal', journal],
    ]);
  }
  return databaseFiles().set('journal', journal);
}

/** Where one of the texts occurs, in UTF-8. */
const foundIn = (texts: string[]): string[] =>
  [...bytes()].flatMap(([file, content]) =>
    texts.filter((text) => content.includes(text)).map((text) => `${text} in ${file}`),
  );

/** One registration among many with all texts stored, and each text that identifies it, with folded and sorted forms. */
async function amongMany(): Promise<{ id: string; texts: string[] }> {
  // The file is as this version creates it.
  await scrub();
  await confirmAttendance(aConfirmation({ email: 'other@example.org' }), at(beforeDeadline));
  await crowd(0, 40);
  const first = { fullName: 'XMARK name', email: 'xmark@example.org', jobTitle: 'XMARK job' };
  await confirmAttendance(aConfirmation(first), at(beforeDeadline));
  await crowd(40, 40);
  const { id } = await db().registration.findFirstOrThrow({ where: { email: 'xmark@example.org' } });
  const texts: string[] = [];
  const remember = async () => {
    const row = await db().registration.findUniqueOrThrow({ where: { id } });
    for (const [column, value] of Object.entries(row))
      if (typeof value === 'string' && value.length > 8 && (column.endsWith('Sort') || NAMING.test(value)))
        texts.push(value);
  };
  const task = async () => ({
    id,
    expectedVersion: (await db().registration.findUniqueOrThrow({ where: { id } })).version,
    actor,
    clock: () => beforeDeadline,
  });
  await remember();
  for (const round of [1, 2]) {
    await stir(31 * round);
    const participant = aParticipant({
      fullName: `علامةخفية ${round}`,
      email: `xmark-${round}@example.org`,
      jobTitle: `XMARK job ${round}`,
      organization: `XMARK org ${round}`,
      presentationTitle: `XMARK title ${'t'.repeat(60 * round)}`,
    });
    await correct(await task(), { participant, reason: `XMARK reason ${round}`, isNotified: true });
    const handling = { review: 'followUp', presentation: null, presentationOrder: null } as const;
    const internalNote = `XMARK note ${'n'.repeat(300 * round)}`;
    await updateStaffFields(await task(), { ...handling, internalNote, latinName: `XMARK latin ${round}` });
    await remember();
    texts.push(`XMARK reason ${round}`);
  }
  await stir(7);
  return { id, texts: [...new Set([...texts, 'XMARK', 'xmark', 'علامةخفية'])] };
}

describe('the files of the database', () => {
  it('contain nothing of an erased person, wherever the rows were before', async () => {
    const { id, texts } = await amongMany();
    expect(texts.length).toBeGreaterThan(20);
    expect(foundIn(texts).length).toBeGreaterThan(20);
    expect(await erase(id, request)).toBe(true);
    expect(foundIn(texts)).toEqual([]);
    expect(await db().registration.count({ where: { erasedAt: null } })).toBe(81);
  });
});
