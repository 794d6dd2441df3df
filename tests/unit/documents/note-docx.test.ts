import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import { noteDocument } from '@/lib/documents/note-document';
import { noteDocx } from '@/lib/documents/note-docx';
import { type Locale, locales } from '@/lib/i18n/locale';
import { facts } from '@/lib/meeting/content/facts';
import { sections } from '@/lib/meeting/content/sections';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { deadlineMarkInWords } from '@/lib/meeting/deadline';
import { formatDay } from '@/lib/time/dates';
import { instant } from '@/lib/time/instant';
import { missingFrom, plain } from '../../support/source-note';

/** The parts of the file as stored in the archive (ECMA-376). */
async function renderDocx(locale: Locale, changes: Partial<Meeting> = {}) {
  const bytes = await noteDocx(noteDocument({ ...facts, ...changes }, locale));
  const zip = await JSZip.loadAsync(bytes);
  const part = async (name: string) => (await zip.file(name)?.async('string')) ?? '';
  const body = await part('word/document.xml');
  const paragraphs = elements(body, 'w:p');
  return { body, part, paragraphs, text: plain(paragraphs.map(textOf).join('\n')) };
}

const elements = (xml: string, name: string) =>
  xml.match(new RegExp(`<${name}(?: [^>]*)?>.*?</${name}>`, 'gs')) ?? [];
const textOf = (xml: string) =>
  elements(xml, 'w:t')
    .map((text) => text.replace(/<[^>]+>/g, ''))
    .join('')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');

describe.each(locales)('the Word file of the note in %s', (locale) => {
  const isRtl = locale === 'ar';

  it('has every sentence of the note, complete and in order', async () => {
    expect(missingFrom((await renderDocx(locale)).text, locale)).toEqual([]);
  });

  it('marks a deadline that was moved, below the sentence that names it', () => {
    const moved = { ...facts, closesAt: instant('2024-02-01T00:00:00+04:00') };
    const mark = { from: facts.closesAt, at: instant('2024-01-20T10:00:00+04:00') };
    const texts = noteDocument(moved, locale, mark).blocks.map((block) =>
      block.type === 'paragraph' ? block.spans.map(({ text }) => text).join('') : '',
    );
    const index = texts.indexOf(deadlineMarkInWords(moved, mark, locale));
    expect(texts[index - 1]).toContain(formatDay(moved.closesAt, locale));
  });

  it('sets the direction of each paragraph, each Arabic run and each table', async () => {
    const { body, paragraphs, part } = await renderDocx(locale);
    const footer = elements(await part('word/footer1.xml'), 'w:p');
    for (const paragraph of [...paragraphs, ...footer]) {
      expect(paragraph.includes('<w:bidi/>')).toBe(isRtl);
      for (const run of elements(paragraph, 'w:r')) {
        const isArabic = /\p{Script=Arabic}/u.test(textOf(run));
        if (isArabic) expect(run, run).toContain('<w:rtl/>');
        // In a right-to-left run Word may replace the digits of the note by others.
        if (/\d/.test(textOf(run))) expect(run, run).not.toMatch(/<w:rtl\/>/);
      }
    }
    const tables = elements(body, 'w:tbl');
    expect(tables).toHaveLength(3);
    for (const table of tables) expect(table.includes('<w:bidiVisual/>')).toBe(isRtl);
  });

  it('has headings, lists and a programme in Word’s own structures', async () => {
    const { paragraphs, body, part } = await renderDocx(locale);
    const styled = (style: string) =>
      paragraphs.filter((paragraph) => paragraph.includes(`<w:pStyle w:val="${style}"/>`)).map(textOf);
    const { title, numberMark } = facts;
    expect(styled('Heading1')).toEqual([`${title[locale]} ${numberMark[locale]}`]);
    expect(styled('Heading2')).toEqual(sections.map(({ heading }) => heading[locale]));
    expect(paragraphs.filter((paragraph) => paragraph.includes('<w:numPr>'))).toHaveLength(5 + 4 + 2);
    expect(await part('word/numbering.xml')).toContain('<w:numFmt w:val="bullet"/>');

    const rows = elements(elements(body, 'w:tbl').at(-1) ?? '', 'w:tr');
    expect(rows).toHaveLength(1 + 7 + 4);
    expect(rows.filter((row) => row.includes('<w:tblHeader/>'))).toEqual([rows[0]]);
    expect(rows.filter((row) => !row.includes('<w:cantSplit/>'))).toEqual([]);
    expect(rows.filter((row) => row.includes('<w:gridSpan w:val="3"/>'))).toHaveLength(4);
    expect(rows.filter((row) => row.includes('<w:vMerge w:val="restart"/>'))).toHaveLength(1);
  });

  it('is an A4 document with page numbers, title, author, language and address', async () => {
    const { body, part } = await renderDocx(locale);
    expect(body).toMatch(/<w:pgSz[^>]*w:w="11906"[^>]*w:h="16838"/);
    const footer = await part('word/footer1.xml');
    expect(footer).toMatch(/PAGE.*NUMPAGES/s);
    expect(textOf(footer)).toContain(`https://meeting.example.org/${locale}`);
    const properties = await part('docProps/core.xml');
    const { title, organizer } = facts;
    expect(properties).toContain(`<dc:title>${title[locale]}`);
    expect(properties).toContain(`<dc:creator>${organizer.short[locale]}</dc:creator>`);
    expect(await part('word/styles.xml')).toMatch(/<w:lang (?=[^>]*w:val="en-GB")(?=[^>]*w:bidi="ar-AE")/);
  });

  it('names the current deadline', async () => {
    const { text } = await renderDocx(locale, { closesAt: instant('2024-02-01T00:00:00+04:00') });
    const moved = { ar: 'قبل يوم 1 شباط/فبراير 2024 بتحديد', en: 'before 1 February 2024, stating' };
    expect(text).toContain(moved[locale]);
  });
});
