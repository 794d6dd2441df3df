import { generateKeyPairSync } from 'node:crypto';
import type { ParsedMail } from 'mailparser';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '@/lib/config';
import { db } from '@/lib/db/client';
import { LEASE_MS } from '@/lib/email/outbox';
import { closeTransport } from '@/lib/email/transport';
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
  const letter = mailbox.emails.find((each) => recipient(each) === address);
  if (!letter) throw new Error(`no letter to ${address}`);
  return letter;
};
const html = (letter: ParsedMail) => String(letter.html);
/** All of a letter that anybody sees, its headers and attachments too. */
const whole = (letter: ParsedMail | undefined): string =>
  [
    letter?.subject,
    letter?.text,
    letter?.html,
    ...[letter?.to, letter?.from, letter?.replyTo].flat().map((each) => each?.text),
    ...(letter?.attachments ?? []).flatMap(({ filename, content }) => [filename, content.toString()]),
  ].join('\n');
/** Everybody who is registered opens the personal link. */
async function openLinks(): Promise<void> {
  for (const { id, linkVersion } of await db().registration.findMany()) {
    await recordLinkOpened({ registrationId: id, version: linkVersion }, () => beforeDeadline);
  }
}

describe('the acknowledgement', () => {
  it('says in Arabic that it is recorded, when and where, and gives the link that opens the rest', async () => {
    await confirmAttendance(aConfirmation({ country: 'JO' }), at(beforeDeadline));
    await sendDue();
    const letter = waitForEmail('salma@example.org');
    const { id, reference } = await db().registration.findFirstOrThrow();

    expect(letter.subject).toBe(
      'تأكيد مشاركتكم في اجتماع مديري الحكومة الإلكترونية العرب، دبي، 13 شباط/فبراير 2024',
    );
    for (const part of [letter.text ?? '', html(letter)]) {
      for (const said of [
        'سلمى المثال',
        reference,
        'مشاركة مؤكدة',
        'تجدون سائر البيانات التي أُدخلت في الصفحة التي يفتحها رابطكم الشخصي',
        'الثلاثاء 13 شباط/فبراير 2024',
        'بتوقيت دبي',
        'دبي – الإمارات العربية المتحدة',
        'secretariat@example.org',
        'Tuesday 13 February 2024, 9:00–12:30, Dubai time (GMT+4)',
      ]) {
        expect(part).toContain(said);
      }
    }
    expect(html(letter)).toMatch(/<html lang="ar" dir="rtl">[\s\S]*<body lang="ar" dir="rtl"/);
    expect(html(letter)).toMatch(/<td lang="en" dir="ltr"/);

    const token = letter.text?.match(/https:\/\/meeting\.example\.org\/ar\/registration\/([\w-]+)/)?.[1];
    expect(readLinkToken(token ?? '')).toEqual({ registrationId: id, version: 1 });
  });

  it('says all that was recorded where the secretariat entered it, each text as it was written', async () => {
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
    const letter = waitForEmail('salma@example.org');
    for (const said of ['مديرة برنامج الحكومة الرقمية', 'الأردن', 'وزارة', 'الهوية <الرقمية> & أكثر'])
      expect(letter.text).toContain(said);
    expect(html(letter)).toContain('الهوية &lt;الرقمية&gt; &amp; أكثر');
  });

  it('speaks English to whom the form spoke English, with an Arabic summary', async () => {
    await confirmAttendance(
      aConfirmation({ fullName: "Dana O'Sample", email: 'dana@example.org' }, { locale: 'en' }),
      at(beforeDeadline),
    );
    await sendDue();
    const letter = waitForEmail('dana@example.org');
    expect(letter.subject).toBe(
      'Your participation in the Meeting of Arab E-Government Directors, Dubai, 13 February 2024',
    );
    expect(letter.text).toMatch(/^Dear Dana O'Sample,/);
    expect(html(letter)).toContain('<html lang="en" dir="ltr">');
    expect(html(letter)).toMatch(/<td lang="ar" dir="rtl"/);
    expect(letter.text).toContain('سُجِّلت مشاركتكم');
  });

  it('carries the calendar file, and the headers that keep answering machines quiet', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await sendDue();
    const letter = waitForEmail('salma@example.org');
    const message = await db().outboxMessage.findFirstOrThrow();
    expect(letter.attachments.map(({ filename, contentType }) => [filename, contentType])).toEqual([
      ['meeting.ics', 'text/calendar'],
    ]);
    expect(letter.attachments[0]?.content.toString()).toContain('DTSTART:20240213T050000Z');
    expect(letter.attachments[0]?.content.toString()).not.toContain('/registration/');
    expect(letter.headers.get('auto-submitted')).toBe('auto-generated');
    expect(letter.replyTo?.text).toContain('secretariat@example.org');
    expect(letter.messageId).toBe(`<${message.id}@meeting.example.org>`);
  });
});

describe('the letter to someone who confirms again', () => {
  it('says that nothing changed and in which fields the form differed, not what it said', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await sendDue();
    await openLinks();
    await confirmAttendance(aConfirmation({ jobTitle: 'وزيرة', organization: 'وزارة' }), at(beforeDeadline));
    await sendDue();
    expect(mailbox.emails).toHaveLength(2);
    const letter = mailbox.emails[1];
    expect(letter?.subject).toContain('سبق تأكيد مشاركتكم');
    expect(letter?.text).toContain('ولم يتغير شيء');
    expect(letter?.text).toContain('لم يُعتمد هذا الاختلاف: المسمى الوظيفي، الجهة.');
    expect(letter?.text).not.toMatch(/وزيرة|وزارة/);
    expect(letter?.text).toContain('المسمى الوظيفي: مديرة برنامج الحكومة الرقمية');
    expect(letter?.attachments).toEqual([]);
  });
});

describe('an email that a stranger can cause', () => {
  const typed = {
    jobTitle: 'علامة المسمى',
    organization: 'علامة الجهة',
    presentationTitle: 'علامة العرض',
    country: 'JO',
  };
  const other = { jobTitle: 'علامة أخرى', organization: 'جهة العلامة', presentationTitle: 'عرض العلامة' };
  const words = /علامة|الأردن|Jordan/;
  const confirm = async (given = {}) => {
    await confirmAttendance(aConfirmation({ ...typed, ...given }), at(beforeDeadline));
    await sendDue();
    return mailbox.emails.at(-1);
  };
  const withdrawnByLink = async () => {
    await withdraw(await wish(), at(beforeDeadline));
    await sendDue();
  };

  it('names the person, the reference and the state, and no other typed text, until the link is opened', async () => {
    const acknowledged = await confirm();
    const repeated = await confirm(other);
    await requestLinks('salma@example.org', 'ar', at(beforeDeadline));
    await sendDue();
    const lost = mailbox.emails.at(-1);
    const { reference } = await db().registration.findFirstOrThrow();
    for (const letter of [acknowledged, repeated, lost]) {
      expect(whole(letter)).not.toMatch(words);
      for (const said of ['سلمى المثال', reference, 'مشاركة مؤكدة']) expect(letter?.text).toContain(said);
    }
    expect(repeated?.text).toContain('المسمى الوظيفي، عنوان العرض التقديمي، الجهة');
    expect(mailbox.emails).toHaveLength(3);
  });

  it('says all that is recorded once the link was opened, and of a repeated form never what it said', async () => {
    await confirm();
    await openLinks();
    const repeated = await confirm(other);
    for (const said of Object.values({ ...typed, country: 'الأردن' })) expect(repeated?.text).toContain(said);
    for (const said of Object.values(other)) expect(whole(repeated)).not.toContain(said);
  });

  it('is brief again when the form confirms anew what was withdrawn, whoever had entered it', async () => {
    await confirm();
    await openLinks();
    await withdrawnByLink();
    expect(whole(await confirm(other))).not.toMatch(words);

    await db().registration.updateMany({ data: { source: 'noteVerbale', linkOpenedAt: null } });
    await withdrawnByLink();
    expect(whole(await confirm(typed))).not.toMatch(words);
    expect(await db().registration.findFirstOrThrow()).toMatchObject({ ...typed, source: 'form' });
  });

  it('is addressed to the address alone', async () => {
    await confirm();
    const [to] = [mailbox.emails[0]?.to].flat();
    expect(to?.value).toEqual([{ address: 'salma@example.org', name: '' }]);
  });
});

describe('the letter to someone whom the secretariat withdrew', () => {
  it('nowhere calls the registration confirmed', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await sendDue();
    await db().registration.updateMany({ data: { status: 'withdrawn', withdrawnBy: 'secretariat' } });
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await sendDue();
    const letter = mailbox.emails[1];
    expect(letter?.subject).toBe(
      'ألغت أمانة الاجتماع تسجيلكم من قبل: اجتماع مديري الحكومة الإلكترونية العرب',
    );
    expect(letter?.text).toContain('كانت أمانة الاجتماع قد ألغت هذا التسجيل');
    expect(letter?.text).toContain('The secretariat had withdrawn this registration');
    expect(letter?.text).not.toMatch(/سبق تأكيد|already confirmed/);
  });
});

describe('a letter that is owed', () => {
  it('lets those go first who wait for a page', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    const since = performance.now();
    let answeredAt = Number.POSITIVE_INFINITY;
    // As requests keep the event loop busy that come one after another.
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

describe('the letter about a change', () => {
  it('shows each value as it was and as it is, in the words of the language, and gives the link', async () => {
    await confirmAttendance(aConfirmation({ country: 'JO' }), at(beforeDeadline));
    await sendDue();
    await amend(
      await wish(),
      aParticipant({ jobTitle: 'وزيرة <ورئيسة>', country: 'LB', organization: 'وزارة' }),
      at(beforeDeadline),
    );
    await sendDue();
    const letter = mailbox.emails[1];
    expect(letter?.subject).toContain('تعديل تسجيلكم');
    expect(letter?.text).toContain(
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
    expect(String(letter?.html)).toContain('وزيرة &lt;ورئيسة&gt;');
    expect(letter?.text).toContain('حتى نهاية يوم الأربعاء 24 كانون الثاني/يناير 2024');
    expect(letter?.text).toMatch(/meeting\.example\.org\/ar\/registration\/[\w-]{40,}/);
    expect(letter?.text).toContain('https://meeting.example.org/ar/accessibility');
    expect(letter?.text).toContain('Your registration for the Eleventh Meeting');
  });

  it('says how things stand when it comes late', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await withdraw(await wish(), at(beforeDeadline));
    await sendDue();
    const late = mailbox.emails.find(({ subject }) => subject?.startsWith('تأكيد مشاركتكم'));
    expect(late?.text).toContain('الحالة: مشاركة ملغاة');
    expect(late?.attachments).toEqual([]);
  });

  it('says that participation was withdrawn, and that it is confirmed again', async () => {
    const inEnglish = aConfirmation({ fullName: "Dana O'Sample" }, { locale: 'en' });
    await confirmAttendance(inEnglish, at(beforeDeadline));
    await sendDue();
    for (const change of [withdraw, reconfirm]) {
      await change(await wish(), at(beforeDeadline));
      await sendDue();
    }
    const [, withdrawn, again] = mailbox.emails;
    expect(withdrawn?.subject).toContain('You have withdrawn');
    expect(withdrawn?.text).toMatch(/Before: Participation confirmed\n- Now: Participation withdrawn/);
    expect(withdrawn?.text).toContain('can confirm your participation again until the end of Wednesday');
    expect(again?.text).toContain('is confirmed again');
    expect(again?.text).toMatch(/Before: Participation withdrawn\n- Now: Participation confirmed/);
    expect(again?.attachments).toHaveLength(1);
  });
});

describe('the letter with lost links', () => {
  it('lists the link of every registration of the address, in the language that asked', async () => {
    for (const fullName of ['سلمى المثال', 'نور الافتراضية']) {
      await confirmAttendance(aConfirmation({ fullName }), at(beforeDeadline));
    }
    // Elsewhere this would be another mailbox, whose owner is not given the links of the first one.
    const spelt = { fullName: 'زيد التجريبي', email: 'salma+zaid@example.org' };
    await confirmAttendance(aConfirmation(spelt), at(beforeDeadline));
    await confirmAttendance(aConfirmation({ email: 'other@example.org' }), at(beforeDeadline));
    await sendDue();
    await requestLinks('SALMA@example.org', 'en', at(beforeDeadline));
    await sendDue();
    const letter = mailbox.emails[4];
    expect(letter?.subject).toContain('The link to your registration');
    expect(letter && recipient(letter)).toBe('salma@example.org');
    const opened = [...(letter?.text ?? '').matchAll(/\/en\/registration\/([\w-]+)/g)].map(
      ([, token]) => readLinkToken(token ?? '')?.registrationId,
    );
    const ids = await db().registration.findMany({ where: { email: 'salma@example.org' } });
    expect(opened.sort()).toEqual(ids.map(({ id }) => id).sort());
    for (const name of ['سلمى المثال', 'نور الافتراضية']) expect(letter?.text).toContain(name);
  });
});

describe('a lost link that nobody is to get', () => {
  it('is signed like any other and sent to nobody, and leaves nothing that is owed', async () => {
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
  it('says which of them withdrew', async () => {
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

  it('names the confirmation and leads to it, without a name in its subject', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline, { notifySecretariat: true }));
    await sendDue();
    const { id, reference } = await db().registration.findFirstOrThrow();
    const notice = waitForEmail('secretariat@example.org');
    expect(notice.subject).toBe(`تأكيد جديد: ${reference}`);
    expect(notice.text).toContain(`https://meeting.example.org/ar/admin/registrations/${id}`);
    for (const said of ['سلمى المثال', 'مديرة برنامج الحكومة الرقمية']) expect(notice.text).toContain(said);
    expect(notice.text).not.toContain('/ar/registration/');
  });
});

describe('delivery in rounds', () => {
  /** From now on timers wait for `advanceTimersByTime`; those that are set after `useRealTimers` do not. */
  const holdTimers = () =>
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  const areSent = async (count: number) => {
    const sent = () => db().outboxMessage.count({ where: { sentAt: { not: null } } });
    expect(await until(async () => (await sent()) === count, 10_000, 10)).not.toBeNull();
    expect(mailbox.emails).toHaveLength(count);
  };

  it('begins with what was owed before, and starts soon when something is owed', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    holdTimers();
    const stop = startWorker();
    vi.useRealTimers();
    await areSent(1);
    // The first round is over, and there is no next one.
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
  it('lets one refused address not hold up the others, and keeps what the server said', async () => {
    for (const email of ['full@example.org', 'salma@example.org', 'nour@example.org']) {
      await confirmAttendance(aConfirmation({ email }), at(beforeDeadline));
    }
    await sendDue();
    expect(mailbox.emails.map(recipient).sort()).toEqual(['nour@example.org', 'salma@example.org']);
    const refused = await db().outboxMessage.findFirstOrThrow({ where: { sentAt: null } });
    expect(refused).toMatchObject({ attempts: 1, failedAt: null, lastError: '550 Mailbox full' });
  });

  it('waits for a mail server that is away, and sends when it is back', async () => {
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
    const letter = waitForEmail('dana@example.org');
    expect(letter.bcc).toBeUndefined();
    expect(letter.cc).toBeUndefined();
    expect([letter.to].flat().flatMap((each) => each?.value ?? [])).toHaveLength(1);
  });
});

describe('an invitation of a member', () => {
  const context = {
    actor: { actor: 'secretariat', by: 'secretariat@example.org' } as const,
    clock: () => beforeDeadline,
  };
  const address = 'host@example.org';

  it('says in both languages where to sign in, and is tried again where the mail server refuses it', async () => {
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

  it('does not go to somebody who was removed meanwhile', async () => {
    await bootstrapMembers();
    await invite(address, 'host', context);
    await removeMember((await memberByEmail(address))?.id ?? '', context);
    await sendDue();
    expect(mailbox.emails).toEqual([]);
    expect(await db().outboxMessage.count({ where: { stoppedAt: { not: null } } })).toBe(1);
  });
});
