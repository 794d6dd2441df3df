import { expect, it } from 'vitest';
import { emailTo } from '@/lib/email/parts';
import { isolated } from '@/lib/text/bidi';

const email = (text: string, subject = 'الموضوع') =>
  emailTo('salma@example.org', subject, [{ locale: 'ar', blocks: [{ kind: 'text', text }] }]);

it('isolates telephone numbers, names and links within Arabic text, in both parts of an email', () => {
  const { text, html } = email('على الرقم +971 4 123 4567 أو 04-555-0100 لدى Example Inc. في دبي');
  expect(text).toBe(
    'على الرقم \u2068+971 4 123 4567\u2069 أو \u206804-555-0100\u2069 لدى \u2068Example Inc.\u2069 في دبي',
  );
  expect(html).toContain(
    'على الرقم <span dir="ltr">+971 4 123 4567</span> أو <span dir="ltr">04-555-0100</span> لدى <span dir="ltr">Example Inc.</span> في دبي',
  );
  expect(html).not.toMatch(/[\u2066-\u2069]/);
});

it('gives each paragraph the direction of its own content', () => {
  const { text, html } = email('ESCWA تدعوكم إلى الاجتماع.\nنرجو الحضور.\nPlease come, all of you.');
  expect(html).toMatch(
    /<p lang="ar" dir="rtl" style="margin:0 0 0;text-align:right">ESCWA تدعوكم إلى الاجتماع\.<br>نرجو الحضور\.<\/p>\s*<p lang="ar" dir="ltr" style="margin:0 0 16px;text-align:left">Please come, all of you\.<\/p>/,
  );
  expect(text.split('\n')[0]).toBe('\u200fESCWA تدعوكم إلى الاجتماع.');
});

it('sets what was typed in its own direction, in subjects, facts and changes, too', () => {
  const name = 'John A. Sample Esquire.';
  const changes = { was: 'مديرة', became: 'Director, Example Inc.' };
  const { subject, text, html } = emailTo(
    'john@example.org',
    `تأكيد: ${isolated(name)} – ${isolated('مديرة')}`,
    [
      {
        locale: 'ar',
        blocks: [
          { kind: 'text', text: `حضرة السيد/السيدة ${isolated(name)}،` },
          {
            kind: 'facts',
            heading: isolated(name),
            rows: [{ label: 'الجهة', value: 'شركة Example Inc. في دبي' }],
          },
          {
            kind: 'changes',
            heading: 'ما تغيّر',
            words: { was: 'السابق', became: 'الجديد' },
            rows: [{ label: 'المسمى الوظيفي', ...changes }],
          },
        ],
      },
    ],
  );
  expect(subject).toBe(`تأكيد: \u2068${name}\u2069 – مديرة`);
  expect(text).toContain(`حضرة السيد/السيدة \u2068${name}\u2069،`);
  expect(text).toContain('- الجديد: \u2068Director, Example Inc.\u2069');
  expect(html).toContain(`حضرة السيد/السيدة <span dir="ltr">${name}</span>،`);
  expect(html).toContain('<span dir="rtl">شركة <span dir="ltr">Example Inc.</span> في دبي</span>');
  expect(html).toContain('<strong><span dir="ltr">Director, Example Inc.</span></strong>');
});
