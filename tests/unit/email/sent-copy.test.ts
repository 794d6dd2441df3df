import { expect, it } from 'vitest';
import { passagesOf } from '@/lib/email/layout';
import { emailTo } from '@/lib/email/parts';
import { copyOf } from '@/lib/email/sent-copy';
import { personalUrl } from '@/lib/server/urls';

const link = (locale: 'ar' | 'en') => personalUrl({ registrationId: 'one', version: 1 }, locale);
const inArabic = '[الرابط الشخصي، لا يظهر إلا لمن أُرسل إليه]';
const inEnglish = '[personal link, seen only by the person to whom it is sent]';

it('a copy has a sentence in place of each personal link, in its language, wherever it stands; other links stay', () => {
  const text = (value: string) => [{ kind: 'text' as const, text: value }];
  const links = `(${link('ar')}) ${link('ar')}/amend، ${link('ar').replace('https://meeting', 'HTTP://moved')}.`;
  const email = emailTo('salma@example.org', `الرابط ${link('ar')}`, [
    {
      locale: 'ar',
      blocks: [...text(links), { kind: 'button', label: 'التسجيل', url: link('en') }],
    },
    { locale: 'en', blocks: text('https://meeting.example.org/en/registration and /en/privacy') },
  ]);
  const copy = copyOf(email);
  expect(copy).toMatchObject({
    sentTo: 'salma@example.org',
    sentLanguage: 'ar',
    sentSubject: `الرابط ${inArabic}`,
  });
  expect(passagesOf(copy.sentText ?? '', 'ar')).toEqual([
    { locale: 'ar', paragraphs: [`(${inArabic}) ${inArabic}، ${inArabic}.`, `التسجيل:\n${inEnglish}`] },
    { locale: 'en', paragraphs: ['https://meeting.example.org/en/registration and /en/privacy'] },
  ]);
  expect(email.text).toMatch(/\/ar\/registration\/[\w-]{40}/);
});
