import { describe, expect, it } from 'vitest';
import { noteDocument } from '@/lib/documents/note-document';
import { notePdf } from '@/lib/documents/note-pdf';
import { type Locale, locales } from '@/lib/i18n/locale';
import { facts } from '@/lib/meeting/content/facts';
import { sections } from '@/lib/meeting/content/sections';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { instant } from '@/lib/time/instant';
import { readPdf } from '../../support/pdf';
import { missingFrom, plain } from '../../support/source-note';

const made = async (locale: Locale, meeting: Partial<Meeting> = {}) =>
  readPdf(await notePdf(noteDocument({ ...facts, ...meeting }, locale)));

describe.each(locales)('the PDF of the note in %s', (locale) => {
  it('gives back every sentence of the note, whole and in its order', async () => {
    expect(missingFrom((await made(locale)).text, locale)).toEqual([]);
  });

  it('is tagged, has bookmarks, and says its title, its author and its language', async () => {
    const { roles, outline, info } = await made(locale);
    expect(roles.filter((role) => role === 'H1')).toHaveLength(1);
    expect(roles.filter((role) => role === 'H2')).toHaveLength(sections.length);
    expect(roles.filter((role) => role === 'LI')).toHaveLength(5 + 4 + 2);
    expect(roles.filter((role) => role === 'TH')).toHaveLength(3 + 4 + 6);
    expect(outline).toEqual(sections.map(({ heading }) => heading[locale]));
    expect(info).toMatchObject({
      Title: expect.stringContaining(facts.title[locale]),
      Author: facts.organizer.short[locale],
      Language: locale,
    });
  });

  it('stands on numbered pages of A4, with its own fonts and the address of the note', async () => {
    const { pages, sizes, fonts, links } = await made(locale);
    expect(new Set(sizes)).toEqual(new Set(['595 × 842']));
    expect(fonts.length).toBeGreaterThan(0);
    expect(fonts.filter(({ isEmbedded }) => !isEmbedded)).toEqual([]);
    expect(links).toEqual(pages.map(() => `https://meeting.example.org/${locale}`));
    pages.forEach((page, index) => {
      const number = {
        ar: `صفحة ${index + 1} من ${pages.length}`,
        en: `Page ${index + 1} of ${pages.length}`,
      };
      expect(page).toContain(number[locale]);
      expect(page).toContain(`https://meeting.example.org/${locale}`);
    });
  });

  it('names the deadline as it stands now', async () => {
    const text = plain((await made(locale, { closesAt: instant('2024-02-01T00:00:00+04:00') })).text);
    const moved = { ar: 'قبل يوم 1 شباط/فبراير 2024 بتحديد', en: 'before 1 February 2024, stating' };
    expect(text).toContain(moved[locale]);
  });
});

describe('the Arabic text of the PDF', () => {
  it('has its lam-alefs whole, its marks on their letters, its numbers and brackets in their places', async () => {
    const { text } = await made('ar');
    for (const words of [
      ...['الإسكوا', 'الإلكترونية', 'الأهداف', 'أولويات', 'والاجتماعية', 'الآليات', 'للإسكوا', 'لإ', 'لا'],
      ...['تمّ عقده', 'يُعقد', '(الإسكوا) إنشاء', 'العرب # 11', 'في عام 2013، اقترحت', '(غرينتش\u200e+4)'],
      ...['9:00 – 9:15', '25 كانون الثاني/يناير 2024', 'المنصة Zoom.'],
    ]) {
      expect(text).toContain(words);
    }
  });
});
