import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import { type Direction, directionOf, type Locale } from '@/lib/i18n/locale';
import { palette } from '@/lib/meeting/palette';
import { type PreviewLines, previewSize } from './preview';

const { width, height } = previewSize;
const MARGIN = 80;
const COLUMN_GAP = 64;

/** Relative to the working directory of the site. `next.config.ts` lists the fonts, so that a standalone build contains them. */
const folder = join(process.cwd(), 'node_modules');
const fontFiles = {
  AlexandriaArabic: '@fontsource-variable/alexandria/files/alexandria-arabic-wght-normal.woff2',
  AlexandriaLatin: '@fontsource-variable/alexandria/files/alexandria-latin-wght-normal.woff2',
  KufiArabic: '@fontsource/noto-kufi-arabic/files/noto-kufi-arabic-arabic-400-normal.woff2',
  KufiLatin: '@fontsource/noto-kufi-arabic/files/noto-kufi-arabic-latin-400-normal.woff2',
};

/** The first font is the one of the text's script, so that characters which both fonts have, such as digits, match the words. */
const families: Record<Direction, { display: string; text: string }> = {
  rtl: { display: 'AlexandriaArabic, AlexandriaLatin', text: 'KufiArabic, KufiLatin' },
  ltr: { display: 'AlexandriaLatin, AlexandriaArabic', text: 'KufiLatin, KufiArabic' },
};

async function registerFonts(): Promise<void> {
  for (const [name, file] of Object.entries(fontFiles)) {
    if (!GlobalFonts.has(name)) GlobalFonts.register(await readFile(join(folder, file)), name);
  }
}

/**
 * The preview picture that programs show with a link to the note: a PNG of 1200 × 630 pixels with text only, without logos.
 * @throws Error if the file of a font is missing
 */
export async function previewPicture(lines: PreviewLines, locale: Locale): Promise<Buffer> {
  await registerFonts();
  const canvas = createCanvas(width, height);
  draw(canvas.getContext('2d'), lines, locale);
  return canvas.encode('png');
}

function draw(context: SKRSContext2D, lines: PreviewLines, locale: Locale): void {
  const { display, text } = families[directionOf(locale)];
  const isRightToLeft = directionOf(locale) === 'rtl';
  context.direction = directionOf(locale);
  context.textAlign = 'start';

  /** Converts a distance from the side on which reading starts to an x coordinate. */
  const xAt = (inline: number) => (isRightToLeft ? width - inline : inline);
  const write = (words: string, inline: number, baseline: number, font: string, colour: string) => {
    context.font = font;
    context.fillStyle = colour;
    context.fillText(words, xAt(inline), baseline);
  };
  const fill = (colour: string, inline: number, y: number, w: number, h: number) => {
    context.fillStyle = colour;
    context.fillRect(isRightToLeft ? xAt(inline + w) : inline, y, w, h);
  };

  fill('#ffffff', 0, 0, width, height);
  fill(palette.brightGold, 0, 0, width, 16);

  const innerWidth = width - 2 * MARGIN;
  write(lines.kind, MARGIN, 90, `500 34px ${display}`, palette.gold);

  const title = fitTitle(context, lines.title, innerWidth, (size) => `600 ${size}px ${display}`);
  let baseline = 182;
  for (const line of title.lines) {
    write(line, MARGIN, baseline, title.font, palette.ink);
    // Space for the dots below one Arabic line and above the next; otherwise they seem to belong to the wrong line.
    baseline += Math.round(title.size * 1.52);
  }
  baseline -= 22;
  write(lines.day, MARGIN, baseline, `500 34px ${display}`, palette.ink);
  write(lines.place, MARGIN, baseline + 50, `500 34px ${display}`, palette.ink);

  fill(palette.line, MARGIN, 458, innerWidth, 2);
  const columnWidth = (innerWidth - COLUMN_GAP) / 2;
  for (const [index, { short, name }] of lines.organizations.entries()) {
    const inline = MARGIN + index * (columnWidth + COLUMN_GAP);
    write(short, inline, 512, `600 30px ${display}`, palette.gold);
    const font = `400 22px ${text}`;
    context.font = font;
    for (const [row, line] of breakLines(context, name, columnWidth).entries()) {
      write(line, inline, 550 + row * 30, font, palette.quiet);
    }
  }
}

/** The largest font size, from 66 down to 32 pixels, at which the words fit on two lines of `maxWidth` pixels. */
function fitTitle(context: SKRSContext2D, words: string, maxWidth: number, fontOf: (size: number) => string) {
  for (let size = 66; ; size -= 2) {
    context.font = fontOf(size);
    const lines = breakLines(context, words, maxWidth);
    const fits = lines.every((line) => context.measureText(line).width <= maxWidth);
    if ((lines.length <= 2 && fits) || size <= 32) return { lines, size, font: fontOf(size) };
  }
}

/** Breaks words into as few lines as possible, of about equal length. Lines break only at ordinary spaces, not at U+00A0. */
function breakLines(context: SKRSContext2D, words: string, maxWidth: number): string[] {
  const greedyLines = (lineWidth: number): string[] => {
    const lines: string[] = [];
    for (const word of words.split(' ')) {
      const extended = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
      if (lines.length > 0 && context.measureText(extended).width <= lineWidth)
        lines[lines.length - 1] = extended;
      else lines.push(word);
    }
    return lines;
  };
  let best = greedyLines(maxWidth);
  // The smallest width that needs no additional line makes the lines equally long.
  for (let lineWidth = maxWidth - 10; lineWidth > maxWidth / best.length; lineWidth -= 10) {
    const narrower = greedyLines(lineWidth);
    const isTooWide = narrower.some((line) => context.measureText(line).width > lineWidth);
    if (narrower.length > best.length || isTooWide) break;
    best = narrower;
  }
  return best;
}
