import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locale } from '@/lib/i18n/locale';
import { sections } from '@/lib/meeting/content/sections';

const read = (name: string) => readFileSync(join(process.cwd(), 'tests/support/note', name), 'utf8');

/** Normalizes white space and the dashes of ranges, which may differ between a file and a page. */
export const plain = (text: string): string =>
  text
    .replace(/\s*[-–]\s*(?=\d)/g, '–')
    .replace(/\s+/g, ' ')
    .trim();

/** All sentences, headings and table cells of the note's source text, in their order. */
export function sourceSentences(locale: Locale): string[] {
  return locale === 'ar' ? arabic() : english();
}

/**
 * The sentences that a text of the whole note lacks or has in another order. The order is not checked for the programme, because the
 * source texts write its table in different ways.
 */
export function missingFrom(text: string, locale: Locale): string[] {
  const shown = plain(text);
  const sentences = sourceSentences(locale);
  const [first, last] = [sections[0], sections[sections.length - 1]].map(
    (section) => section?.heading[locale] ?? '',
  );
  const prose = sentences.slice(sentences.indexOf(first ?? ''), sentences.lastIndexOf(last ?? ''));
  let from = 0;
  const misplaced = prose.filter((sentence) => {
    const at = shown.indexOf(sentence, from);
    from = at < 0 ? from : at + sentence.length;
    return at < 0;
  });
  return [...sentences.filter((sentence) => !shown.includes(sentence)), ...misplaced];
}

function arabic(): string[] {
  const corrected = read('note.ar.txt')
    .replace('وبشارك', 'ويشارك')
    .replaceAll('الاسكوا', 'الإسكوا')
    .replace('في الامارات', 'في الإمارات')
    .replaceAll('**', '');
  return corrected
    .split('\n')
    .flatMap((line) => line.split('\t'))
    .flatMap((cell) => cell.split(/^- | - (?=\p{L})|(?<=ملاحظات ختامية) /u))
    .map(plain)
    .filter(Boolean);
}

function english(): string[] {
  const titleBlock = [
    'Meeting of Arab E-Government Directors #11',
    '13 February 2024',
    'Information note',
    'Original: Arabic. In case of doubt the Arabic text prevails.',
  ];
  const [, sections = ''] = read('note.en.md').split(/^(?=## Background)/m);
  const agendaHeading = /^Agenda: provisional programme \(times in Dubai\)$/;
  const sentences = sections
    .replace(/^## .*$/gm, '$&\n')
    .replace(/\n(?![\n|-])/g, ' ') // lines of one paragraph
    .split('\n')
    .flatMap((line) => (line.startsWith('|') ? line.split(/\||<br>/) : [line]))
    .map((text) =>
      text
        .replace(/^\s*(## |- )/, '')
        .replaceAll('**', '')
        .replace(' (one slot for the two rows)', ''),
    )
    .map(plain)
    .filter((text) => /\p{L}|\d/u.test(text))
    // On the page this heading is divided in two, and the title of the time column says that the times are those of Dubai.
    .flatMap((text) =>
      agendaHeading.test(text) ? ['Agenda', 'Provisional programme', 'Time (Dubai)'] : [text],
    );
  return [...titleBlock, ...sentences];
}
