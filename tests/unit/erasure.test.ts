import { readFileSync, rmSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { history } from '@/lib/audit';
import { config } from '@/lib/config';
import { facts } from '@/lib/content/facts';
import { db } from '@/lib/db';
import { erase, eraseAgain } from '@/lib/erasure';
import { claim, settle } from '@/lib/outbox';
import { amend } from '@/lib/registration/by-link';
import { correct, handle } from '@/lib/registration/by-secretariat';
import { counts } from '@/lib/registration/queries';
import { confirmAttendance } from '@/lib/registration/service';
import { aConfirmation, aParticipant, at, beforeDeadline } from '../support/builders';
import { freshDatabase, keepCopy, tablesWith } from '../support/database';

freshDatabase();
beforeEach(() => rmSync(config().erasureJournal, { force: true }));

const doer = { actor: 'secretariat', by: 'rima@example.org' } as const;
const about = { doer, reason: 'طلبت ذلك', clock: () => beforeDeadline };
const only = () => db().registration.findFirstOrThrow();
const MARK = /XMARK|xmark/;

/** Somebody of whom every text that can be kept is kept, each with a mark. */
async function marked(): Promise<string> {
  const texts = {
    fullName: 'XMARK name',
    email: 'xmark@example.org',
    jobTitle: 'XMARK job',
    organization: 'XMARK org',
    country: 'JO',
  };
  await confirmAttendance(
    aConfirmation({ ...texts, presentationTitle: 'XMARK title' }, { doubts: ['haste'] }),
    at(beforeDeadline),
  );
  await confirmAttendance(aConfirmation({ ...texts, jobTitle: 'XMARK again' }), at(beforeDeadline));
  const { id, version, linkVersion } = await only();
  const link = { registrationId: id, version: linkVersion };
  await amend(
    { link, seen: version },
    aParticipant({ ...texts, jobTitle: 'XMARK amended' }),
    at(beforeDeadline),
  );
  const task = async () => ({ id, seen: (await only()).version, doer, clock: () => beforeDeadline });
  const participant = aParticipant({ ...texts, fullName: 'XMARK corrected' });
  await correct(await task(), { participant, reason: 'XMARK reason', isWritten: true });
  const handling = { review: 'followUp', internalNote: 'XMARK note', latinName: 'XMARK latin' } as const;
  await handle(await task(), { ...handling, presentation: null, presentationOrder: null });
  const [message] = await claim(1);
  if (message) await settle(message, { ok: false, reason: '550 <xmark@example.org> unknown' });
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
  it('leaves nothing that says who it was, in any table; the counts and the fact of it stay', async () => {
    const id = await marked();
    expect(await tablesWith(MARK)).toEqual(
      expect.arrayContaining(['Registration', 'AuditEvent', 'OutboxMessage', 'Import']),
    );
    const before = await counts(facts);
    expect(await erase(id, about)).toBe(true);
    expect(await tablesWith(MARK)).toEqual([]);
    expect(await counts(facts)).toMatchObject({ confirmed: before.confirmed });
    expect(await only()).toMatchObject({ country: 'JO', status: 'confirmed', erasedAt: beforeDeadline });
    const types = (await history(id)).map(({ type }) => type);
    expect(types).toContain('registration.amended');
    expect((await history(id))[0]).toMatchObject({ doubts: ['haste'] });
    expect(types.at(-1)).toBe('registration.erased');
    expect(await claim(10)).toEqual([]);
    expect(await erase(id, about)).toBe(false);
  });

  it('lets the same person register anew', async () => {
    await erase(await marked(), about);
    await confirmAttendance(aConfirmation({ email: 'xmark@example.org' }), at(beforeDeadline));
    expect(await db().registration.count()).toBe(2);
  });

  it('is done again when an older database comes back, and no one else is touched', async () => {
    const id = await marked();
    await confirmAttendance(aConfirmation({ fullName: 'نور المثال' }), at(beforeDeadline));
    const bringBack = await keepCopy();
    await erase(id, about);
    await bringBack();
    expect(await tablesWith(MARK)).not.toEqual([]);
    expect(await eraseAgain()).toBe(1);
    expect(await tablesWith(MARK)).toEqual([]);
    expect(await db().registration.count({ where: { erasedAt: null } })).toBe(1);
    expect(await eraseAgain()).toBe(0);
  });

  it('keeps no name in the journal', async () => {
    const id = await marked();
    await erase(id, about);
    const journal = readFileSync(config().erasureJournal, 'utf8');
    expect(journal).toContain(id);
    expect(journal).not.toMatch(MARK);
  });
});
