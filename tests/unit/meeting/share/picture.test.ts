import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { locales } from '@/lib/i18n/locale';
import { facts } from '@/lib/meeting/content/facts';
import { deadlineInWords } from '@/lib/meeting/deadline';
import { previewPicture } from '@/lib/meeting/share/picture';
import { previewLines, previewText } from '@/lib/meeting/share/preview';
import { formatDay, formatWeekday } from '@/lib/time/dates';

type Box = { left: number; right: number; top: number; bottom: number };
const titleBox: Box = { left: 80, right: 1120, top: 105, bottom: 310 };

async function decode(picture: Buffer) {
  const { width, height } = await loadImage(picture);
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(await loadImage(picture), 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const colour = (x: number, y: number) => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)];
  /** How many pixels of an area have a given colour. */
  const count = ({ left, right, top, bottom }: Box, matches: (rgb: number[]) => boolean) => {
    let matching = 0;
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) if (matches(colour(x, y))) matching++;
    return matching;
  };
  return { width, height, data, count };
}
/** A row between the place and the line below it. */
const gap: Box = { left: 80, right: 1120, top: 434, bottom: 456 };
const isInk = ([r, g, b]: number[]) => r === 0x23 && g === 0x25 && b === 0x28;
const isNotWhite = (rgb: number[]) => rgb.some((value) => value < 250);

describe.each(locales)('the preview picture in %s', (locale) => {
  it('has the size that chats show in full, and is a small file', async () => {
    const picture = await previewPicture(previewLines(facts, locale), locale);
    expect(picture.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    const { width, height } = await decode(picture);
    expect([width, height]).toEqual([1200, 630]);
    expect(picture.length).toBeLessThan(300_000);
  });

  it('shows the title at the start of the line, and nothing touches the margins', async () => {
    const { count } = await decode(await previewPicture(previewLines(facts, locale), locale));
    expect(count(titleBox, isInk)).toBeGreaterThan(10_000);
    const start = locale === 'ar' ? { left: 1040, right: 1120 } : { left: 80, right: 160 };
    expect(count({ ...titleBox, ...start }, isInk)).toBeGreaterThan(500);
    const margins: Box[] = [
      { left: 0, right: 76, top: 17, bottom: 630 },
      { left: 1124, right: 1200, top: 17, bottom: 630 },
      { left: 0, right: 1200, top: 17, bottom: 50 },
      { left: 0, right: 1200, top: 592, bottom: 630 },
      gap,
    ];
    for (const margin of margins) expect(count(margin, isNotWhite)).toBe(0);
  });

  it('shows facts of the note, and not the deadline, which would become outdated in other programs', () => {
    const lines = previewLines(facts, locale);
    expect(lines).toEqual({
      kind: { ar: 'مذكرة معلومات', en: 'Information note' }[locale],
      title: {
        ar: 'اجتماع مديري الحكومة الإلكترونية العرب #\u00a011',
        en: 'Meeting of Arab E-Government Directors #11',
      }[locale],
      day: formatWeekday(facts.startsAt, locale),
      place: facts.place[locale],
      organizations: [
        { short: facts.organizer.short[locale], name: facts.organizer.name[locale] },
        { short: facts.host.short[locale], name: facts.host.name[locale] },
      ],
    });
    const deadline = [facts.closesAt, new Date(facts.closesAt.getTime() - 1)].map((at) =>
      formatDay(at, locale),
    );
    const words = Object.values(deadlineInWords(facts, locale));
    for (const text of [JSON.stringify(lines), previewText(facts, locale)]) {
      for (const late of [...deadline, ...words]) expect(text).not.toContain(late);
    }
  });
});

describe('the preview pictures', () => {
  it('differ between the languages', async () => {
    const [arabic, english] = await Promise.all(
      locales.map(async (locale) => decode(await previewPicture(previewLines(facts, locale), locale))),
    );
    const isSame = arabic?.data.every((value, index) => value === english?.data[index]);
    expect(isSame).toBe(false);
  });

  it('join Arabic letters, and set words from right to left', async () => {
    const title = { ...facts.title, ar: 'مممممممم ا' };
    const { count } = await decode(await previewPicture(previewLines({ ...facts, title }, 'ar'), 'ar'));
    // The only line of the title, from right to left: the width of each run of ink between two white columns.
    const stretches: number[] = [];
    let isInStretch = false;
    for (let x = titleBox.right; x > titleBox.left; x--) {
      const hasInk = count({ ...titleBox, left: x - 1, right: x, bottom: 220 }, isNotWhite) > 0;
      if (hasInk && !isInStretch) stretches.push(0);
      if (hasInk) stretches[stretches.length - 1] = (stretches.at(-1) ?? 0) + 1;
      isInStretch = hasInk;
    }
    const [joined = 0, alif = 0, mark = 0] = stretches;
    expect(joined).toBeGreaterThan(200);
    expect(alif).toBeLessThan(30);
    expect(mark).toBeGreaterThan(alif);
  });

  it('keep a long title on two lines within the margins', async () => {
    const long = { ar: `${facts.title.ar} ${facts.title.ar}`, en: `${facts.title.en} ${facts.title.en}` };
    const { count } = await decode(await previewPicture(previewLines({ ...facts, title: long }, 'ar'), 'ar'));
    expect(count({ left: 0, right: 76, top: 17, bottom: 630 }, isNotWhite)).toBe(0);
    expect(count(titleBox, isInk)).toBeGreaterThan(5_000);
    expect(count(gap, isNotWhite)).toBe(0);
  });
});

describe('the icons', () => {
  it.each([
    ['public/icons/icon-192.png', 192, false],
    ['public/icons/icon-512.png', 512, false],
    ['public/icons/maskable-512.png', 512, true],
    ['app/apple-icon.png', 180, true],
  ])('%s has its size, and fills its corners if a device may crop it', async (file, size, isCut) => {
    const image = await loadImage(file);
    expect([image.width, image.height]).toEqual([size, size]);
    const context = createCanvas(size, size).getContext('2d');
    context.drawImage(image, 0, 0);
    expect([...context.getImageData(0, 0, 1, 1).data][3]).toBe(isCut ? 255 : 0);
    const [red] = context.getImageData(Math.round(size / 2), Math.round(size * 0.65), 1, 1).data;
    expect(red).toBe(255);
  });
});
