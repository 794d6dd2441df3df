import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { type Direction, directionOf, type Locale } from '@/lib/i18n/locale';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { palette } from '@/lib/meeting/palette';
import { type PreviewLines, previewLines, previewSize } from './preview';

const { width, height } = previewSize;
const MARGIN = 80;
const COLUMN_GAP = 64;

/** From the folder that the site is started in, as the migrations are; next.config.mjs names them for a standalone output. */
const folder = join(process.cwd(), 'node_modules');
const fontFiles = {
  AlexandriaArabic: '@fontsource-variable/alexandria/files/alexandria-arabic-wght-normal.woff2',
  AlexandriaLatin: '@fontsource-variable/alexandria/files/alexandria-latin-wght-normal.woff2',
  KufiArabic: '@fontsource/noto-kufi-arabic/files/noto-kufi-arabic-arabic-400-normal.woff2',
  KufiLatin: '@fontsource/noto-kufi-arabic/files/noto-kufi-arabic-latin-400-normal.woff2',
};

/** The Latin face first from left to right, so that signs which both have come from the one that the words are set in. */
const families: Record<Direction, { display: string; text: string }> = {
  rtl: { display: 'AlexandriaArabic, AlexandriaLatin', text: 'KufiArabic, KufiLatin' },
  ltr: { display: 'AlexandriaLatin, AlexandriaArabic', text: 'KufiLatin, KufiArabic' },
};

// Loaded when the first picture is asked for: 35 MB of native code that the pages have no use for.
async function loadCanvas() {
  const canvas = await import('@napi-rs/canvas');
  for (const [name, file] of Object.entries(fontFiles)) {
    if (!canvas.GlobalFonts.has(name)) canvas.GlobalFonts.register(await readFile(join(folder, file)), name);
  }
  return canvas;
}

/**
 * The picture that programs show beside a link to the note: PNG, 1200 × 630 pixels, words alone, no emblem of anybody.
 * @throws Error when a font is not where it was installed
 */
export async function previewPicture(meeting: Meeting, locale: Locale): Promise<Buffer> {
  const { createCanvas } = await loadCanvas();
  const canvas = createCanvas(width, height);
  draw(canvas.getContext('2d'), previewLines(meeting, locale), locale);
  return canvas.encode('png');
}

function draw(context: SKRSContext2D, lines: PreviewLines, locale: Locale): void {
  const { display, text } = families[directionOf(locale)];
  const isRightToLeft = directionOf(locale) === 'rtl';
  context.direction = directionOf(locale);
  context.textAlign = 'start';

  /** Measured from the side on which reading starts. */
  const at = (inline: number) => (isRightToLeft ? width - inline : inline);
  const write = (words: string, inline: number, baseline: number, font: string, colour: string) => {
    context.font = font;
    context.fillStyle = colour;
    context.fillText(words, at(inline), baseline);
  };
  const fill = (colour: string, inline: number, y: number, w: number, h: number) => {
    context.fillStyle = colour;
    context.fillRect(isRightToLeft ? at(inline + w) : inline, y, w, h);
  };

  fill('#ffffff', 0, 0, width, height);
  fill(palette.brightGold, 0, 0, width, 16);

  const inner = width - 2 * MARGIN;
  write(lines.kind, MARGIN, 90, `500 34px ${display}`, palette.gold);

  const title = fitted(context, lines.title, inner, (size) => `600 ${size}px ${display}`);
  let baseline = 182;
  for (const line of title.lines) {
    write(line, MARGIN, baseline, title.font, palette.ink);
    // Room for the dots below one Arabic line and above the next: closer, they would be read as each other's.
    baseline += Math.round(title.size * 1.52);
  }
  baseline -= 22;
  write(lines.day, MARGIN, baseline, `500 34px ${display}`, palette.ink);
  write(lines.place, MARGIN, baseline + 50, `500 34px ${display}`, palette.ink);

  fill(palette.line, MARGIN, 458, inner, 2);
  const column = (inner - COLUMN_GAP) / 2;
  for (const [index, { short, name }] of lines.organizations.entries()) {
    const inline = MARGIN + index * (column + COLUMN_GAP);
    write(short, inline, 512, `600 30px ${display}`, palette.gold);
    const font = `400 22px ${text}`;
    context.font = font;
    for (const [row, line] of broken(context, name, column).entries()) {
      write(line, inline, 550 + row * 30, font, palette.quiet);
    }
  }
}

/** The largest size at which the words stand on two lines. */
function fitted(context: SKRSContext2D, words: string, room: number, fontOf: (size: number) => string) {
  for (let size = 66; ; size -= 2) {
    context.font = fontOf(size);
    const lines = broken(context, words, room);
    const isWithin = lines.every((line) => context.measureText(line).width <= room);
    if ((lines.length <= 2 && isWithin) || size <= 32) return { lines, size, font: fontOf(size) };
  }
}

/** Breaks words into as few lines as they need, about equally long. Nothing is broken within a word, nor at U+00A0. */
function broken(context: SKRSContext2D, words: string, room: number): string[] {
  const greedy = (most: number): string[] => {
    const lines: string[] = [];
    for (const word of words.split(' ')) {
      const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
      if (lines.length > 0 && context.measureText(longer).width <= most) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  };
  let best = greedy(room);
  for (let most = room - 10; most > room / best.length; most -= 10) {
    const narrower = greedy(most);
    const isWider = narrower.some((line) => context.measureText(line).width > most);
    if (narrower.length > best.length || isWider) break;
    best = narrower;
  }
  return best;
}
