import type { ParsedMail } from 'mailparser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { config } from '@/lib/config';
import { db } from '@/lib/db/client';
import { closeTransport } from '@/lib/email/transport';
import { sendDue } from '@/lib/email/worker';
import { createDraft, findMailing, sendMailing } from '@/lib/mailing/mailing';
import { confirmAttendance } from '@/lib/registration/confirm';
import { enqueueDailySummary } from '@/lib/registration/daily-summary';
import { withdraw } from '@/lib/registration/participant-actions';
import { recordEntry } from '@/lib/registration/record-entry';
import {
  correct,
  reinstate,
  replaceLink,
  updateStaffFields,
  withdrawByStaff,
} from '@/lib/registration/staff-actions';
import { instant, later } from '@/lib/time/instant';
import { type Mailbox, startMailbox } from '@/scripts/mailbox';
import { aConfirmation, aParticipant, at, atDeadline, beforeDeadline } from '../../support/builders';
import { freshEmbeddedDatabase } from '../../support/database';

freshEmbeddedDatabase();

let mailbox: Mailbox;
beforeEach(async () => {
  mailbox = await startMailbox({ smtp: 0, web: 0 });
  config().smtpUrl = `smtp://127.0.0.1:${mailbox.smtpPort}`;
  config().meetingClock = late;
});
afterEach(async () => {
  closeTransport();
  await mailbox.close();
});

const actor = { actor: 'secretariat', by: 'rima@example.org' } as const;
const late = later(atDeadline, 60_000);
const context = { actor, clock: () => late };
const task = async () => {
  const { id, version } = await db().registration.findFirstOrThrow();
  return { id, expectedVersion: version, ...context };
};
async function delivered(): Promise<ParsedMail> {
  mailbox.emails.length = 0;
  await sendDue();
  const email = mailbox.emails.at(-1);
  if (!email) throw new Error('no letter');
  return email;
}
const confirmed = async () => {
  await confirmAttendance(aConfirmation(), at(beforeDeadline));
  await sendDue();
};

describe('emails about staff changes after the deadline', () => {
  it('acknowledge what was recorded by hand, and promise no change by the link', async () => {
    const entry = {
      participant: aParticipant(),
      locale: 'ar',
      source: 'noteVerbale',
      reason: 'وصلت متأخرة',
      isNotified: true,
    } as const;
    await recordEntry(entry, { isSure: false, ...context });
    const { text } = await delivered();
    expect(text).toContain('انقضى موعد التعديل');
    expect(text).not.toContain('وصلت متأخرة');
  });

  it('name the secretariat’s correction, and never its note', async () => {
    await confirmed();
    const handling = { review: 'followUp', internalNote: 'سر', latinName: null } as const;
    await updateStaffFields(await task(), { ...handling, presentation: null, presentationOrder: null });
    const participant = aParticipant({ jobTitle: 'وكيلة' });
    await correct(await task(), { participant, reason: 'سبب داخلي', isNotified: true });
    const { text } = await delivered();
    expect(text).toContain('صحّحت أمانة الاجتماع');
    expect(text).toContain('وكيلة');
    expect(text).not.toMatch(/سر\b|سبب داخلي/);
  });

  it('break an address only after the @ when it needs two lines, both as recorded and as changed', async () => {
    await confirmed();
    const participant = aParticipant({ email: 'nour@example.org' });
    await correct(await task(), { participant, reason: 'سبب', isNotified: true });
    const { html, text } = await delivered();
    expect(String(html).match(/(salma|nour)@<wbr>example\.org/g)).toEqual([
      'salma@<wbr>example.org',
      'nour@<wbr>example.org',
      'nour@<wbr>example.org',
    ]);
    expect(text).toContain('nour@example.org');
  });

  it('tell of a withdrawal by the secretariat, without a link to come back', async () => {
    await confirmed();
    await withdrawByStaff(await task(), { reason: 'سبب', isNotified: true });
    const { text, subject } = await delivered();
    expect(subject).toContain('ألغت أمانة الاجتماع تسجيلكم');
    expect(text).not.toContain('/registration/');
  });

  it('bring a new link that opens, while the old one does not', async () => {
    await confirmed();
    await replaceLink(await task(), { reason: 'سبب' });
    const { text } = await delivered();
    expect(text).toContain('لم تعد الروابط التي أُرسلت من قبل صالحة');
    expect(text).toMatch(/\/ar\/registration\/[\w-]{40,}/);
  });
});

describe('the phase of the meeting when an email is composed', () => {
  const entry = {
    participant: aParticipant(),
    locale: 'ar',
    source: 'noteVerbale',
    reason: 'وصلت متأخرة',
    isNotified: true,
  } as const;
  const invitation = /نتطلع إلى لقائكم|look forward|ملف التقويم|calendar/;

  it.each([
    ['before the meeting', '2024-02-13T08:00:00+04:00', 'ونتطلع إلى لقائكم في دبي'],
    ['during the meeting', '2024-02-13T09:00:00+04:00', 'تلقّينا تأكيد مشاركتكم'],
    ['after the meeting', '2024-02-13T12:30:00+04:00', 'الذي عُقد في دبي في 13 شباط/فبراير 2024'],
  ])('decides what somebody recorded by hand reads %s', async (_, now, sentence) => {
    config().meetingClock = instant(now);
    await recordEntry(entry, { isSure: false, ...context });
    const { text, attachments } = await delivered();
    expect(text).toContain(sentence);
    const isBefore = sentence.startsWith('ونتطلع');
    expect(invitation.test(text ?? '')).toBe(isBefore);
    expect(attachments).toHaveLength(isBefore ? 1 : 0);
  });

  it('decides what somebody reads who is reinstated', async () => {
    await confirmed();
    await withdrawByStaff(await task(), { reason: 'سبب', isNotified: false });
    await reinstate(await task(), { reason: 'سبب', isNotified: true });
    config().meetingClock = instant('2024-02-14T10:00:00+04:00');
    const { text, attachments } = await delivered();
    expect(text).not.toMatch(invitation);
    expect(attachments).toEqual([]);
  });

  it('decides whether changes by the link are still promised, however early the email was queued', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    const { text } = await delivered();
    expect(text).toContain('انقضى موعد التعديل');
    expect(text).not.toContain('حتى نهاية يوم');
  });

  it('invites nobody who withdrew: neither in the email about it, nor in one that was late', async () => {
    config().meetingClock = beforeDeadline;
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    const { id, version, linkVersion } = await db().registration.findFirstOrThrow();
    const action = { link: { registrationId: id, version: linkVersion }, expectedVersion: version };
    await withdraw(action, at(beforeDeadline));
    mailbox.emails.length = 0;
    await sendDue();
    expect(mailbox.emails).toHaveLength(2);
    for (const { text, attachments } of mailbox.emails) {
      expect(text).not.toMatch(invitation);
      expect(attachments).toEqual([]);
      const [, summary] = (text ?? '').split('----------');
      expect(summary).not.toMatch(/When:|Place:/);
    }
  });
});

describe('a mailing', () => {
  const texts = {
    subjectAr: 'إلى {name}',
    textAr: 'الرقم {reference}\n\n{place}',
    subjectEn: 'S',
    textEn: '{place}',
  };
  const sendMailingEmail = async () => {
    const mailing = await findMailing(await createDraft({ view: '' }, texts, context));
    if (mailing) await sendMailing(mailing, mailing.updatedAt, context);
  };

  it('is filled in for its recipient, in both languages', async () => {
    await confirmed();
    await sendMailingEmail();
    const { subject, text } = await delivered();
    const { reference } = await db().registration.findFirstOrThrow();
    expect(subject).toBe('إلى سلمى المثال');
    expect(text).toContain(`الرقم ${reference}`);
    expect(text).toContain('Dubai, United Arab Emirates');
  });

  it('is not sent to a participant who withdrew after it was queued', async () => {
    await confirmed();
    await sendMailingEmail();
    await db().registration.updateMany({ data: { status: 'withdrawn' } });
    mailbox.emails.length = 0;
    await sendDue();
    expect(mailbox.emails).toEqual([]);
    expect(await db().outboxMessage.count({ where: { kind: 'mailing', cancelledAt: null } })).toBe(0);
  });
});

it('the daily summary goes to the secretariat’s mailbox', async () => {
  await confirmed();
  expect(await enqueueDailySummary(() => late)).toBe(true);
  const { subject, text, to } = await delivered();
  expect([to].flat()[0]?.text).toContain(config().secretariatEmail);
  expect(subject).toContain('الملخص اليومي');
  expect(text).toContain('New (1)');
});
