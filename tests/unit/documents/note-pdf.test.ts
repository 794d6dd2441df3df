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

const renderPdf = async (locale: Locale, meeting: Partial<Meeting> = {}) =>
  readPdf(await notePdf(noteDocument({ ...facts, ...meeting }, locale)));

describe.each(locales)('the PDF of the note in %s', (locale) => {
  it('contains every sentence of the note, complete and in order', async () => {
    expect(missingFrom((await renderPdf(locale)).text, locale)).toEqual([]);
  });

  it('is tagged, has bookmarks, and names its title, author and language', async () => {
    const { roles, outline, info } = await renderPdf(locale);
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

  it('has numbered A4 pages, embedded fonts and the address of the note', async () => {
    const { pages, sizes, fonts, links } = await renderPdf(locale);
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

  it('names the current deadline', async () => {
    const text = plain((await renderPdf(locale, { closesAt: instant('2024-02-01T00:00:00+04:00') })).text);
    const moved = { ar: 'قبل يوم 1 شباط/فبراير 2024 بتحديد', en: 'before 1 February 2024, stating' };
    expect(text).toContain(moved[locale]);
  });
});

describe('the Arabic text of the PDF', () => {
  it('keeps lam-alef ligatures, marks, numbers and brackets in the right order', async () => {
    const { text } = await renderPdf('ar');
    for (const words of [
      ...['الإسكوا', 'الإلكترونية', 'الأهداف', 'أولويات', 'والاجتماعية', 'الآليات', 'للإسكوا', 'لإ', 'لا'],
      ...['تمّ عقده', 'يُعقد', '(الإسكوا) إنشاء', 'العرب # 11', 'في عام 2013، اقترحت', '(غرينتش \u200e+4)'],
      ...['9:00 – 9:15', '25 كانون الثاني/يناير 2024', 'المنصة Zoom.'],
    ]) {
      expect(text).toContain(words);
    }
  });
});
