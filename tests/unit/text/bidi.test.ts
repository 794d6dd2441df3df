import { readFileSync } from 'node:fs';
import bidiFactory from 'bidi-js';
import { describe, expect, it } from 'vitest';
import { addressee } from '@/lib/email/addressee';
import { locales } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { facts } from '@/lib/meeting/content/facts';
import { readyTexts, textKinds } from '@/lib/meeting/share/texts';
import { isolated, lineOf, plainText, valueLine } from '@/lib/text/bidi';

const bidi = bidiFactory();
const MARKS = /[\u200e\u200f\u2066-\u2069]/g;

/** What a reader sees of one line of plain text, from left to right; the program takes the direction from the text itself. */
function shown(text: string): string {
  const order = bidi.getReorderedIndices(text, bidi.getEmbeddingLevels(text));
  return order
    .map((index) => text[index])
    .join('')
    .replace(MARKS, '');
}

/** Expects each run to be whole, and the runs to follow each other from right to left. */
function expectRightToLeft(text: string, runs: string[]): void {
  const line = shown(text);
  const places = runs.map((run) => line.indexOf(run));
  for (const [index, run] of runs.entries())
    expect(places[index], `${run} in: ${line}`).toBeGreaterThanOrEqual(0);
  expect(places, line).toEqual([...places].sort((a, b) => b - a));
}

/** Arabic sentences, and the runs in them that are read from left to right. Without marks each of these sentences is misread. */
const misread: [sentence: string, runs: string[]][] = [
  ['على الرقم +971 4 123 4567 أو 04-555-0100', ['+971 4 123 4567', '04-555-0100']],
  ['الهاتف: +971 4 123 4567', ['+971 4 123 4567']],
  ['الهاتف: 00971-4-123-4567.', ['00971-4-123-4567']],
  ['الهاتف +971 (0)4 123 4567 ext. 12 صباحاً', ['+971 (0)4 123 4567 ext. 12']],
  ['الهاتف (04) 555 0100، والجوال 050 555 0100', ['(04) 555 0100', '050 555 0100']],
  ['بين 555-0100 و555-0199', ['555-0100', '555-0199']],
  ['شارك 12 500 شخص', ['12 500']],
  ['في 2024-01-31 صباحاً', ['2024-01-31']],
  ['بتوقيت دبي (غرينتش +4).', ['+4']],
  ['شركة Example Inc. في دبي', ['Example Inc.']],
  ['تعمل في U.A.E. منذ عام', ['U.A.E.']],
  ['السيد John A. Sample Jr.، والسيدة سلمى المثال', ['John A. Sample Jr.']],
  ['خبير في C++ وC# وغيرهما', ['C++', 'C#']],
  ['المرجع 2024-TD-001 والمرجع 7/A/2024', ['2024-TD-001', '7/A/2024']],
  ['البريد 2024.meeting@example.org للاستفسار', ['2024.meeting@example.org']],
  ['الرابط https://example.org/ar/ ثم الصفحة', ['https://example.org/ar/']],
];

/** Sentences that read right without marks, and so get none. */
const plain = [
  'يُعقد الاجتماع في دبي يوم 13 شباط/فبراير 2024، الساعة 9:00 – 12:30',
  'الفترة 2023-2024 والأعوام 2022 2023 2024',
  'من الصفحات 12-500، بنسبة 3.5 في المائة',
  'الإسكوا (ESCWA) وهيئة تنظيم الاتصالات (TDRA)',
  'يرجى الكتابة إلى secretariat@example.org أو الرد على هذه الرسالة.',
  'المذكرة: https://meeting.example.org/ar',
  'https://meeting.example.org/ar',
  'الرقم المرجعي: AEG11-7KQ2P',
  'يعمل بنظام Windows 11 على الحاسوب.',
  'The meeting takes place on Tuesday, 13 February 2024, at 9:00. Call +971 4 123 4567.',
  '',
];

/** All messages of a language that do not count something, with a value in place of each placeholder; no greeting, which begins with words. */
function messagesOf(locale: string): string[] {
  const texts = (node: object): string[] =>
    Object.values(node).flatMap((value) => (typeof value === 'string' ? [value] : texts(value)));
  return texts(JSON.parse(readFileSync(`messages/${locale}.json`, 'utf8')))
    .filter((text) => !text.includes(', plural,') && !text.startsWith('{addressee}'))
    .map((text) => text.replace(/\{\w+\}|⟨\w+⟩|<\/?\w+>/g, '5'));
}

describe('a run within an Arabic sentence', () => {
  it.each(misread)('reads right: %s', (sentence, runs) => {
    expect(() => expectRightToLeft(sentence, runs)).toThrow();
    expectRightToLeft(plainText(sentence, 'rtl'), runs);
    // The same parts are isolated on a page and in HTML.
    const { direction, parts } = lineOf(sentence, 'rtl');
    expect(direction).toBe('rtl');
    expect(parts.map(({ text }) => text).join('')).toBe(sentence);
    expect(parts.flatMap(({ text, direction }) => (direction === null ? [] : [[text, direction]]))).toEqual(
      runs.map((run) => [run, 'ltr']),
    );
  });

  it.each(plain)('has no marks where none is needed: %s', (sentence) => {
    expect(plainText(sentence, /\p{Script=Arabic}/u.test(sentence) ? 'rtl' : 'ltr')).toBe(sentence);
  });

  it('ends a link before the mark after it, so that no mail program makes the mark a part of the link', () => {
    expect(plainText('الرابط https://example.org/ar/ ثم 2024.m@example.org هنا', 'rtl')).toBe(
      'الرابط \u2068https://example.org/ar/ \u2069 ثم \u20682024.m@example.org \u2069 هنا',
    );
  });

  it('reads right in English text around Arabic, too', () => {
    const text = plainText('Ask for سلمى المثال +971 4 123 4567 (room 5).', 'ltr');
    expect(shown(text)).toContain('+971 4 123 4567 (room 5).');
  });
});

describe('a value within running text', () => {
  it('is set in its own direction and is left alone where that changes nothing', () => {
    const greeting = (name: string) =>
      translator('ar')('emails.greeting', { addressee: addressee(name, 'ar') });
    for (const name of [
      'John A. Sample Esquire.',
      'Dr. John A. Sample Esquire.',
      'H.E. John A. Sample Esquire.',
    ]) {
      const [first = ''] = plainText(greeting(name), 'rtl').split('\n');
      expect(shown(first)).toMatch(/^،.*John A\. Sample Esquire\.(?: |$)/);
    }
    expect(plainText(greeting('سلمى المثال'), 'rtl')).not.toMatch(MARKS);
    expect(plainText(`العرض «${isolated('=1+1 الهوية')}» في الجلسة`, 'rtl')).not.toMatch(MARKS);
    expect(plainText(`Dear ${isolated('سلمى م.')},`, 'ltr')).toBe('Dear \u2068سلمى م.\u2069,');
    expect(plainText(`Dear ${isolated('Dana Sample')},`, 'ltr')).toBe('Dear Dana Sample,');
    expect(isolated('')).toBe('');
  });

  it('cannot disturb the text around it by marks of its own', () => {
    expect(plainText(`قبل ${isolated('\u2067أ\u2066ب')} بعد`, 'rtl')).toBe('قبل أب بعد');
    expect(plainText('قبل \u2067 بعد \u2069', 'rtl')).toBe('قبل  بعد ');
  });

  it('that stands alone has the direction of its first letter, and runs of the other direction within it', () => {
    expect(valueLine('شركة Example Inc. في دبي')).toEqual({
      direction: 'rtl',
      parts: [
        { text: 'شركة ', direction: null },
        { text: 'Example Inc.', direction: 'ltr' },
        { text: ' في دبي', direction: null },
      ],
    });
    expect(valueLine('Example Inc.')).toEqual({
      direction: 'ltr',
      parts: [{ text: 'Example Inc.', direction: null }],
    });
    expect(valueLine('+971 4 123 4567').direction).toBe('ltr');
    expect(valueLine('')).toEqual({ direction: 'ltr', parts: [] });
  });
});

describe('a line', () => {
  it.each([
    ['Zoom: رابط الاجتماع وكلمة المرور', 'rtl', 'rtl'],
    ['ESCWA تدعوكم إلى الاجتماع', 'rtl', 'rtl'],
    ['Please note that the meeting begins at 9:00.', 'rtl', 'ltr'],
    ['The Arabic title is «تقرير».', 'rtl', 'ltr'],
    ['يرجى سؤال Dana Elizabeth Mary Sample', 'rtl', 'rtl'],
    ['https://example.org/ar', 'rtl', 'rtl'],
    ['يرجى الحضور قبل الموعد.', 'ltr', 'rtl'],
    ['Salma المثال is there', 'ltr', 'ltr'],
    ['', 'rtl', 'rtl'],
  ] as const)('has the direction of its content: %s', (text, around, expected) => {
    expect(lineOf(text, around).direction).toBe(expected);
  });

  it('shows that direction as plain text, where its first letter would give another one', () => {
    const [invitation, english] = plainText('ESCWA تدعوكم.\nPlease come.', 'rtl').split('\n');
    expect(shown(invitation ?? '')).toMatch(/^\..* ESCWA$/);
    expect(english).toBe('Please come.');
    expect(plainText('https://example.org/ar', 'rtl')).toBe('https://example.org/ar');
  });
});

it('the words of the site read right', () => {
  for (const locale of locales) {
    const direction = locale === 'ar' ? 'rtl' : 'ltr';
    for (const text of messagesOf(locale)) expect(plainText(text, direction)).toBe(text);
    for (const phase of ['open', 'closed', 'underWay', 'held'] as const) {
      const texts = readyTexts(facts, phase, locale);
      for (const kind of textKinds) expect(plainText(texts[kind], direction)).toBe(texts[kind]);
    }
    const contact = translator(locale)('rsvp.tooMany', { time: '10:15', contact: 'secretariat@example.org' });
    expect(plainText(contact, direction)).toBe(contact);
  }
});
