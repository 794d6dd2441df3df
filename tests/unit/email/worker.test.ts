import { generateKeyPairSync } from 'node:crypto';
import type { ParsedMail } from 'mailparser';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '@/lib/config';
import { db } from '@/lib/db/client';
import { signInCode } from '@/lib/email/emails/sign-in-code';
import { LEASE_MS } from '@/lib/email/outbox';
import { closeTransport, send } from '@/lib/email/transport';
import { sendDue, startWorker } from '@/lib/email/worker';
import { confirmAttendance } from '@/lib/registration/confirm';
import {
  amend,
  type ParticipantAction,
  reconfirm,
  recordLinkOpened,
  requestLinks,
  withdraw,
} from '@/lib/registration/participant-actions';
import { recordEntry } from '@/lib/registration/record-entry';
import { correct, replaceLink } from '@/lib/registration/staff-actions';
import { readLinkToken } from '@/lib/server/urls';
import { bootstrapMembers, invite, memberByEmail, removeMember } from '@/lib/staff/members';
import { later } from '@/lib/time/instant';
import { type Mailbox, recipient, startMailbox } from '@/scripts/mailbox';
import { aConfirmation, aParticipant, at, beforeDeadline } from '../../support/builders';
import { freshEmbeddedDatabase } from '../../support/database';
import { until } from '../../support/timing';

freshEmbeddedDatabase();

let mailbox: Mailbox;
beforeEach(async () => {
  mailbox = await startMailbox({ smtp: 0, web: 0 });
  mailbox.refuses = (address) =>
    address.startsWith('full@') ? { code: 550, message: 'Mailbox full' } : undefined;
  config().smtpUrl = `smtp://127.0.0.1:${mailbox.smtpPort}`;
});
afterEach(async () => {
  closeTransport();
  await mailbox.close();
});

const waitForEmail = (address: string): ParsedMail => {
  const email = mailbox.emails.find((candidate) => recipient(candidate) === address);
  if (!email) throw new Error(`no email to ${address}`);
  return email;
};
const html = (email: ParsedMail) => String(email.html);
/** All of an email that a reader sees, with headers and attachments. */
const allOf = (email: ParsedMail | undefined): string =>
  [
    email?.subject,
    email?.text,
    email?.html,
    ...[email?.to, email?.from, email?.replyTo].flat().map((address) => address?.text),
    ...(email?.attachments ?? []).flatMap(({ filename, content }) => [filename, content.toString()]),
  ].join('\n');
/** What stands in a copy in place of a personal link. */
const replacements = {
  ar: '[الرابط الشخصي، لا يظهر إلا لمن أُرسل إليه]',
  en: '[personal link, seen only by the person to whom it is sent]',
};
/** Records for all registrations that their personal link was opened. */
async function openLinks(): Promise<void> {
  for (const { id, linkVersion } of await db().registration.findMany()) {
    await recordLinkOpened({ registrationId: id, version: linkVersion }, () => beforeDeadline);
  }
}

describe('the acknowledgement', () => {
  it('states in Arabic the confirmation, the time and the place, and links to the rest', async () => {
    await confirmAttendance(aConfirmation({ country: 'JO' }), at(beforeDeadline));
    await sendDue();
    const email = waitForEmail('salma@example.org');
    const { id, reference } = await db().registration.findFirstOrThrow();

    expect(email.subject).toBe(
      'تأكيد مشاركتكم في اجتماع مديري الحكومة الإلكترونية العرب، دبي، 13 شباط/فبراير 2024',
    );
    for (const part of [email.text ?? '', html(email)]) {
      for (const text of [
        'سلمى المثال',
        reference,
        'مشاركة مؤكدة',
        'تجدون سائر البيانات التي أُدخلت في الصفحة التي يفتحها رابطكم الشخصي',
        'الثلاثاء 13 شباط/فبراير 2024',
        'بتوقيت دبي',
        'دبي – الإمارات العربية المتحدة',
        'secretariat@example.org',
        'Tuesday, 13 February 2024, 9:00–12:30, Dubai time (GMT+4)',
      ]) {
        expect(part).toContain(text);
      }
    }
    expect(html(email)).toMatch(/<html lang="ar" dir="rtl">[\s\S]*<body lang="ar" dir="rtl"/);
    expect(html(email)).toMatch(/<td lang="en" dir="ltr"/);

    const token = email.text?.match(/https:\/\/meeting\.example\.org\/ar\/registration\/([\w-]+)/)?.[1];
    expect(readLinkToken(token ?? '')).toEqual({ registrationId: id, version: 1 });
  });

  it('shows all that the secretariat entered, each text as it was written', async () => {
    const participant = aParticipant({
      presentationTitle: 'الهوية <الرقمية> & أكثر',
      country: 'JO',
      organization: 'وزارة',
    });
    await recordEntry(
      { participant, locale: 'ar', source: 'telephone', reason: '', isNotified: true },
      { isSure: false, actor: { actor: 'secretariat' }, clock: () => beforeDeadline },
    );
    await sendDue();
    const email = waitForEmail('salma@example.org');
    for (const text of ['مديرة برنامج الحكومة الرقمية', 'الأردن', 'وزارة', 'الهوية <الرقمية> & أكثر'])
      expect(email.text).toContain(text);
    expect(html(email)).toContain('الهوية &lt;الرقمية&gt; &amp; أكثر');
  });

  it('is in English for an English form, with an Arabic summary', async () => {
    await confirmAttendance(
      aConfirmation({ fullName: "Dana O'Sample", email: 'dana@example.org' }, { locale: 'en' }),
      at(beforeDeadline),
    );
    await sendDue();
    const email = waitForEmail('dana@example.org');
    expect(email.subject).toBe(
      'Your participation in the Meeting of Arab E-Government Directors, Dubai, 13 February 2024',
    );
    expect(email.text).toMatch(/^Dear Dana O'Sample,/);
    expect(html(email)).toContain('<html lang="en" dir="ltr">');
    expect(html(email)).toMatch(/<td lang="ar" dir="rtl"/);
    expect(email.text).toContain('سُجِّلت مشاركتكم');
  });

  it('greets a person by the honorifics before the recorded name', async () => {
    const fullName = 'معالي الدكتور خالد العيسى';
    await confirmAttendance(aConfirmation({ fullName }), at(beforeDeadline));
    await sendDue();
    expect(waitForEmail('salma@example.org').text).toMatch(new RegExp(`^${fullName}،\n`));
  });

  it('has the calendar file, and headers that prevent automatic replies', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await sendDue();
    const email = waitForEmail('salma@example.org');
    const message = await db().outboxMessage.findFirstOrThrow();
    expect(email.attachments.map(({ filename, contentType }) => [filename, contentType])).toEqual([
      ['meeting.ics', 'text/calendar'],
    ]);
    expect(email.attachments[0]?.content.toString()).toContain('DTSTART:20240213T050000Z');
    expect(email.attachments[0]?.content.toString()).not.toContain('/registration/');
    expect(email.attachments[0]?.content.toString()).toMatch(/\r\nEND:VCALENDAR\r\n$/);
    expect(email.headers.get('auto-submitted')).toBe('auto-generated');
    expect(email.replyTo?.text).toContain('secretariat@example.org');
    expect(email.messageId).toBe(`<${message.id}@meeting.example.org>`);
  });
});

describe('the email to a participant who confirms again', () => {
  it('states that nothing changed and which fields of the form differ, without their values', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await sendDue();
    await openLinks();
    await confirmAttendance(aConfirmation({ jobTitle: 'وزيرة', organization: 'وزارة' }), at(beforeDeadline));
    await sendDue();
    expect(mailbox.emails).toHaveLength(2);
    const email = mailbox.emails[1];
    expect(email?.subject).toContain('سبق تأكيد مشاركتكم');
    expect(email?.text).toContain('ولم يتغير شيء');
    expect(email?.text).toContain('لم يُعتمد هذا الاختلاف: المسمى الوظيفي، الجهة.');
    expect(email?.text).not.toMatch(/وزيرة|وزارة/);
    expect(email?.text).toContain('المسمى الوظيفي: مديرة برنامج الحكومة الرقمية');
    expect(email?.attachments).toEqual([]);
  });
});

describe('an email that a stranger can cause', () => {
  const values = {
    jobTitle: 'علامة المسمى',
    organization: 'علامة الجهة',
    presentationTitle: 'علامة العرض',
    country: 'JO',
  };
  const otherValues = {
    jobTitle: 'علامة أخرى',
    organization: 'جهة العلامة',
    presentationTitle: 'عرض العلامة',
  };
  const words = /علامة|الأردن|Jordan/;
  const confirm = async (changes = {}) => {
    await confirmAttendance(aConfirmation({ ...values, ...changes }), at(beforeDeadline));
    await sendDue();
    return mailbox.emails.at(-1);
  };
  const withdrawnByLink = async () => {
    await withdraw(await wish(), at(beforeDeadline));
    await sendDue();
  };

  it('contains the name, the reference and the status, and no other typed text, until the link is opened', async () => {
    const acknowledged = await confirm();
    const repeated = await confirm(otherValues);
    await requestLinks('salma@example.org', 'ar', at(beforeDeadline));
    await sendDue();
    const lost = mailbox.emails.at(-1);
    const { reference } = await db().registration.findFirstOrThrow();
    for (const email of [acknowledged, repeated, lost]) {
      expect(allOf(email)).not.toMatch(words);
      for (const text of ['سلمى المثال', reference, 'مشاركة مؤكدة']) expect(email?.text).toContain(text);
    }
    expect(repeated?.text).toContain('المسمى الوظيفي، عنوان العرض التقديمي، الجهة');
    expect(mailbox.emails).toHaveLength(3);
  });

  it('contains all recorded values once the link was opened, but never those of a repeated form', async () => {
    await confirm();
    await openLinks();
    const repeated = await confirm(otherValues);
    for (const text of Object.values({ ...values, country: 'الأردن' }))
      expect(repeated?.text).toContain(text);
    for (const text of Object.values(otherValues)) expect(allOf(repeated)).not.toContain(text);
  });

  it('is short again when the form confirms a withdrawn registration, even if staff had entered it', async () => {
    await confirm();
    await openLinks();
    await withdrawnByLink();
    expect(allOf(await confirm(otherValues))).not.toMatch(words);

    await db().registration.updateMany({ data: { source: 'noteVerbale', linkOpenedAt: null } });
    await withdrawnByLink();
    expect(allOf(await confirm(values))).not.toMatch(words);
    expect(await db().registration.findFirstOrThrow()).toMatchObject({ ...values, source: 'form' });
  });

  it('has only the address as its recipient, without a name', async () => {
    await confirm();
    const [to] = [mailbox.emails[0]?.to].flat();
    expect(to?.value).toEqual([{ address: 'salma@example.org', name: '' }]);
  });
});

describe('the email about a withdrawal by the secretariat', () => {
  it('never calls the registration confirmed', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await sendDue();
    await db().registration.updateMany({ data: { status: 'withdrawn', withdrawnBy: 'secretariat' } });
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await sendDue();
    const email = mailbox.emails[1];
    expect(email?.subject).toBe('ألغت أمانة الاجتماع تسجيلكم من قبل: اجتماع مديري الحكومة الإلكترونية العرب');
    expect(email?.text).toContain('كانت أمانة الاجتماع قد ألغت هذا التسجيل');
    expect(email?.text).toContain('The secretariat had withdrawn this registration');
    expect(email?.text).not.toMatch(/سبق تأكيد|already confirmed/);
  });
});

describe('sending', () => {
  it('lets requests that wait for a page go first', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    const since = performance.now();
    let answeredAt = Number.POSITIVE_INFINITY;
    // Requests that follow each other without a pause keep the event loop busy.
    const answerPages = () => {
      const begun = performance.now();
      while (performance.now() - begun < 5);
      if (begun - since < 150) setImmediate(answerPages);
      else answeredAt = Date.now();
    };
    setImmediate(answerPages);
    await sendDue();
    const { dueAt } = await db().outboxMessage.findFirstOrThrow();
    expect(later(dueAt, -LEASE_MS).getTime(), 'when it was taken').toBeGreaterThanOrEqual(answeredAt);
    expect(mailbox.emails).toHaveLength(1);
  });
});

const wish = async (): Promise<ParticipantAction> => {
  const { id, linkVersion, version } = await db().registration.findFirstOrThrow();
  return { link: { registrationId: id, version: linkVersion }, expectedVersion: version };
};

describe('the email about a change', () => {
  it('shows each value before and after, in the email’s language, and the link', async () => {
    await confirmAttendance(aConfirmation({ country: 'JO' }), at(beforeDeadline));
    await sendDue();
    await amend(
      await wish(),
      aParticipant({ jobTitle: 'وزيرة <ورئيسة>', country: 'LB', organization: 'وزارة' }),
      at(beforeDeadline),
    );
    await sendDue();
    const email = mailbox.emails[1];
    expect(email?.subject).toContain('تعديل تسجيلكم');
    expect(email?.text).toContain(
      [
        'ما تغيّر (15 كانون الثاني/يناير 2024، 10:00 بتوقيت دبي)',
        'المسمى الوظيفي:',
        '- السابق: مديرة برنامج الحكومة الرقمية',
        '- الجديد: وزيرة <ورئيسة>',
        'الدولة:',
        '- السابق: الأردن',
        '- الجديد: لبنان',
        'الجهة:',
        '- السابق: لم يُذكر',
        '- الجديد: وزارة',
      ].join('\n'),
    );
    expect(String(email?.html)).toContain('وزيرة &lt;ورئيسة&gt;');
    expect(email?.text).toContain('حتى نهاية يوم الأربعاء 24 كانون الثاني/يناير 2024');
    expect(email?.text).toMatch(/meeting\.example\.org\/ar\/registration\/[\w-]{40,}/);
    expect(email?.text).toContain('https://meeting.example.org/ar/accessibility');
    expect(email?.text).toContain('Your registration for the Eleventh Meeting');
  });

  it('shows the current state when it is sent late', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await withdraw(await wish(), at(beforeDeadline));
    await sendDue();
    const late = mailbox.emails.find(({ subject }) => subject?.startsWith('تأكيد مشاركتكم'));
    expect(late?.text).toContain('الحالة: مشاركة ملغاة');
    expect(late?.attachments).toEqual([]);
  });

  it('tells of a withdrawal and of a new confirmation', async () => {
    const inEnglish = aConfirmation({ fullName: "Dana O'Sample" }, { locale: 'en' });
    await confirmAttendance(inEnglish, at(beforeDeadline));
    await sendDue();
    for (const change of [withdraw, reconfirm]) {
      await change(await wish(), at(beforeDeadline));
      await sendDue();
    }
    const [, withdrawn, confirmedAgain] = mailbox.emails;
    expect(withdrawn?.subject).toContain('You have withdrawn');
    expect(withdrawn?.text).toMatch(/Before: Participation confirmed\n- Now: Participation withdrawn/);
    expect(withdrawn?.text).toContain('can confirm your participation again until the end of Wednesday');
    expect(confirmedAgain?.text).toContain('is confirmed again');
    expect(confirmedAgain?.text).toMatch(/Before: Participation withdrawn\n- Now: Participation confirmed/);
    expect(confirmedAgain?.attachments).toHaveLength(1);
  });
});

describe('the email with lost links', () => {
  it('lists the link of every registration of the address, in the language of the request', async () => {
    for (const fullName of ['سلمى المثال', 'نور الافتراضية']) {
      await confirmAttendance(aConfirmation({ fullName }), at(beforeDeadline));
    }
    // At other providers this spelling may be another mailbox, whose owner must not get the links of the first one.
    const otherSpelling = { fullName: 'زيد التجريبي', email: 'salma+zaid@example.org' };
    await confirmAttendance(aConfirmation(otherSpelling), at(beforeDeadline));
    await confirmAttendance(aConfirmation({ email: 'other@example.org' }), at(beforeDeadline));
    await sendDue();
    await requestLinks('SALMA@example.org', 'en', at(beforeDeadline));
    await sendDue();
    const email = mailbox.emails[4];
    expect(email?.subject).toContain('The link to your registration');
    expect(email && recipient(email)).toBe('salma@example.org');
    const opened = [...(email?.text ?? '').matchAll(/\/en\/registration\/([\w-]+)/g)].map(
      ([, token]) => readLinkToken(token ?? '')?.registrationId,
    );
    const ids = await db().registration.findMany({ where: { email: 'salma@example.org' } });
    expect(opened.sort()).toEqual(ids.map(({ id }) => id).sort());
    for (const name of ['سلمى المثال', 'نور الافتراضية']) expect(email?.text).toContain(name);
  });
});

describe('a copy of an email', () => {
  it('of every kind is kept as it was sent, with a sentence in place of personal links', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline, { notifySecretariat: true }));
    await sendDue();
    await openLinks();
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await sendDue();
    const byStaff = async () => ({
      ...(await wish()),
      id: (await db().registration.findFirstOrThrow()).id,
      actor: { actor: 'secretariat' } as const,
      clock: () => beforeDeadline,
    });
    const participant = aParticipant({ jobTitle: 'وزيرة' });
    await correct(await byStaff(), { participant, reason: 'خطأ', isNotified: true });
    await replaceLink(await byStaff(), { reason: 'أُرسل إلى غيرها' });
    await withdraw(await wish(), at(beforeDeadline));
    await requestLinks('salma@example.org', 'en', at(beforeDeadline));
    await sendDue();
    const copies = await db().outboxMessage.findMany();
    expect(copies.map(({ kind }) => kind).sort()).toEqual([
      'acknowledgement',
      'alreadyConfirmed',
      'amendment',
      'lostLink',
      'newLink',
      'secretariatNotice',
      'withdrawal',
    ]);
    const links = /https:\/\/\S+\/(ar|en)\/registration\/[\w-]+/g;
    for (const { id, kind, sentTo, sentLanguage, sentSubject, sentText } of copies) {
      const email = mailbox.emails.find(({ messageId }) => messageId === `<${id}@meeting.example.org>`);
      const asSent = (email?.text ?? '').replace(links, (_, locale: 'ar' | 'en') => replacements[locale]);
      expect(sentText?.trim(), kind).toBe(asSent.trim());
      expect({ sentTo, sentSubject }, kind).toEqual({
        sentTo: email && recipient(email),
        sentSubject: email?.subject,
      });
      expect(sentLanguage, kind).toBe(kind === 'lostLink' ? 'en' : 'ar');
      expect(sentText, kind).not.toMatch(links);
      if (kind !== 'secretariatNotice') expect(email?.text, kind).toMatch(links);
    }
  });

  it('is kept of no sign-in code, which is sent without a message in the outbox', async () => {
    expect(await send(signInCode('salma@example.org', '123456', 'ar'), 'code')).toMatchObject({ ok: true });
    expect(waitForEmail('salma@example.org').text).toContain('123456');
    expect(await db().outboxMessage.count()).toBe(0);
  });
});

describe('a lost link for an unknown address', () => {
  it('is composed and signed like any other, is sent to nobody, and leaves nothing queued', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await sendDue();
    closeTransport();
    let signed = 0;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1_024 });
    config().dkim = {
      domainName: 'example.org',
      keySelector: 'test',
      get privateKey() {
        signed += 1;
        return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      },
    };
    await requestLinks('stranger@example.org', 'en', at(beforeDeadline));
    await sendDue();
    expect(signed).toBeGreaterThan(0);
    expect(mailbox.emails.map(recipient)).toEqual(['salma@example.org']);
    expect(await db().outboxMessage.count({ where: { sentAt: null } })).toBe(0);
  });
});

describe('the notice to the secretariat', () => {
  it('names which participant withdrew', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await withdraw(await wish(), at(beforeDeadline, { notifySecretariat: true }));
    await sendDue();
    const notice = waitForEmail('secretariat@example.org');
    expect(notice.subject).toMatch(/^إلغاء مشاركة: AEG11-/);
    expect(notice.text).toContain('أُلغيت مشاركة بالرابط الشخصي');
    for (const page of ['privacy', 'accessibility']) {
      expect(notice.text).toContain(`https://meeting.example.org/ar/${page}`);
    }
  });

  it('names the confirmation and links to it, without a name in its subject', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline, { notifySecretariat: true }));
    await sendDue();
    const { id, reference } = await db().registration.findFirstOrThrow();
    const notice = waitForEmail('secretariat@example.org');
    expect(notice.subject).toBe(`تأكيد جديد: ${reference}`);
    expect(notice.text).toContain(`https://meeting.example.org/ar/admin/registrations/${id}`);
    for (const text of ['سلمى المثال', 'مديرة برنامج الحكومة الرقمية']) expect(notice.text).toContain(text);
    expect(notice.text).not.toContain('/ar/registration/');
  });
});

describe('the worker', () => {
  /** Timers now wait for `advanceTimersByTime`. Timers that are set after `useRealTimers` do not. */
  const holdTimers = () =>
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  const areSent = async (count: number) => {
    const sentCount = () => db().outboxMessage.count({ where: { sentAt: { not: null } } });
    expect(await until(async () => (await sentCount()) === count, 10_000, 10)).not.toBeNull();
    expect(mailbox.emails).toHaveLength(count);
  };

  it('first sends what was already queued, and starts soon when an email is queued', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    holdTimers();
    const stop = startWorker();
    vi.useRealTimers();
    await areSent(1);
    // The first round is over, and no next one is scheduled.
    await until(() => false, 50);
    holdTimers();
    await confirmAttendance(aConfirmation({ email: 'nour@example.org' }), at(beforeDeadline));
    vi.advanceTimersByTime(2_000);
    vi.useRealTimers();
    await areSent(2);
    await stop();
  });

  it('stops when told', async () => {
    holdTimers();
    const stop = startWorker();
    await stop();
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    await until(() => mailbox.emails.length > 0, 200, 10);
    expect(mailbox.emails).toEqual([]);
    expect(await db().outboxMessage.count({ where: { attempts: 0 } })).toBe(1);
  });
});

describe('delivery', () => {
  it('does not delay other emails when one address is refused, and records the server’s reply', async () => {
    for (const email of ['full@example.org', 'salma@example.org', 'nour@example.org']) {
      await confirmAttendance(aConfirmation({ email }), at(beforeDeadline));
    }
    await sendDue();
    expect(mailbox.emails.map(recipient).sort()).toEqual(['nour@example.org', 'salma@example.org']);
    const refused = await db().outboxMessage.findFirstOrThrow({ where: { sentAt: null } });
    expect(refused).toMatchObject({ attempts: 1, failedAt: null, lastError: '550 Mailbox full' });
  });

  it('ends at once when the address is refused for good, and starts anew when the secretariat corrects it', async () => {
    mailbox.refuses = (address) =>
      address.startsWith('wrong@') ? { code: 550, message: '5.1.1 No such user' } : undefined;
    await confirmAttendance(aConfirmation({ email: 'wrong@example.org' }), at(beforeDeadline));
    await sendDue();
    const refused = await db().outboxMessage.findFirstOrThrow();
    expect(refused).toMatchObject({ attempts: 1, lastError: '550 5.1.1 No such user' });
    expect(refused.failedAt).not.toBeNull();
    const { id, version, letter } = await db().registration.findFirstOrThrow();
    expect(letter).toBe('failed');

    await correct(
      { id, expectedVersion: version, actor: { actor: 'secretariat' }, clock: () => beforeDeadline },
      { participant: aParticipant({ email: 'right@example.org' }), reason: 'خطأ', isNotified: true },
    );
    await sendDue();
    expect(mailbox.emails.map(recipient)).toEqual(['right@example.org', 'right@example.org']);
    expect((await db().registration.findFirstOrThrow()).letter).toBe('sent');
  });

  it('waits for a mail server that is down, and sends when it is back', async () => {
    const { smtpPort } = mailbox;
    await mailbox.close();
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await sendDue();
    expect(await db().outboxMessage.findFirstOrThrow()).toMatchObject({ sentAt: null, attempts: 1 });

    mailbox = await startMailbox({ smtp: smtpPort, web: 0 });
    await db().outboxMessage.updateMany({ data: { dueAt: new Date() } });
    await sendDue();
    expect(mailbox.emails).toHaveLength(1);
  });

  it('injects no header, whatever a name contains', async () => {
    await confirmAttendance(
      aConfirmation({ fullName: 'Dana <x@example.org>, "Bcc: y@example.org"', email: 'dana@example.org' }),
      at(beforeDeadline),
    );
    await sendDue();
    expect(mailbox.emails).toHaveLength(1);
    const email = waitForEmail('dana@example.org');
    expect(email.bcc).toBeUndefined();
    expect(email.cc).toBeUndefined();
    expect([email.to].flat().flatMap((recipients) => recipients?.value ?? [])).toHaveLength(1);
  });
});

describe('an invitation of a member', () => {
  const context = {
    actor: { actor: 'secretariat', by: 'secretariat@example.org' } as const,
    clock: () => beforeDeadline,
  };
  const address = 'host@example.org';

  it('tells in both languages where to sign in, and is retried when the mail server refuses it', async () => {
    mailbox.refuses = () => ({ code: 451, message: 'try again later' });
    await invite(address, 'host', context);
    await sendDue();
    expect(mailbox.emails).toEqual([]);
    mailbox.refuses = () => undefined;
    await db().outboxMessage.updateMany({ data: { dueAt: new Date(0) } });
    await sendDue();
    const { text = '' } = waitForEmail(address);
    expect(text).toContain('/ar/admin');
    expect(text).toContain('/en/admin');
    expect(mailbox.emails).toHaveLength(1);
  });

  it('is not sent to a member who was removed in the meantime', async () => {
    await bootstrapMembers();
    await invite(address, 'host', context);
    await removeMember((await memberByEmail(address))?.id ?? '', context);
    await sendDue();
    expect(mailbox.emails).toEqual([]);
    expect(await db().outboxMessage.count({ where: { cancelledAt: { not: null } } })).toBe(1);
  });
});
