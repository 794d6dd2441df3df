import bidiFactory from 'bidi-js';
import type PDFDocument from 'pdfkit';
import type { Span } from './note-document';

const bidi = bidiFactory();

export type PDF = InstanceType<typeof PDFDocument>;
export type Direction = 'rtl' | 'ltr';

/** The part of pdfkit's embedded font that is used here; measures are in thousandths of the font size. */
type EmbeddedFont = {
  id: string;
  ascender: number;
  descender: number;
  scale: number;
  font: {
    layout(
      text: string,
      features: undefined,
      script: string,
      language: undefined,
      direction: Direction,
    ): {
      glyphs: { id: number; codePoints: number[]; advanceWidth: number }[];
      positions: { xAdvance: number; xOffset: number; yOffset: number }[];
    };
  };
  /** Indexed by the code of a glyph in the file: its glyph in the embedded subset, the text it stands for, and its width. */
  subset: { glyphs: number[] };
  unicode: number[][];
  widths: number[];
  ref(): unknown;
};

/** pdfkit's document with the internals below its own `text()`, which supports only left-to-right text. */
type DocumentInternals = PDF & {
  _font: EmbeddedFont;
  page: { fonts: Record<string, unknown>; height: number };
};

/** Measures of a glyph in thousandths of the font size. */
type GlyphPosition = { advance: number; xOffset: number; yOffset: number; width: number };
type Glyph = GlyphPosition & { code: number };
type ShapedRun = { glyphs: Glyph[]; width: number; isBold: boolean };

/** Text of one direction and weight. `isWordEnd`: a space follows in logical order, the order in which text is written. */
type Run = { text: string; level: number; direction: Direction; isBold: boolean; isWordEnd?: boolean };

/** One line in visual order: runs from left to right. The width is in points; for `isSplit` see `Face.line`. */
export type Line = { runs: ShapedRun[]; width: number; isSplit: boolean };

const MARK = /^\p{Mn}+$/u;
/** Characters that belong to a number next to them: classes CS, ES and ET of the Unicode Bidirectional Algorithm (UAX #9). */
const NUMBER_SEPARATOR = /^[،.,:/+\-#]$/;
const RIGHT_TO_LEFT_MARK = '\u200f';

const mirrored = (text: string) =>
  [...text].map((character) => bidi.getMirroredCharacter(character) ?? character).join('');
const rounded = (n: number) => Number(n.toFixed(3));

/**
 * Sets text in a font so that it can be copied from the PDF and searched. A program that extracts text sees the glyphs of a line
 * from left to right and reconstructs the logical order. Therefore each line is one string in visual order, and each code maps to
 * the character that its glyph shows in that place: the same bracket glyph opens in Arabic and closes in English.
 * pdf.js and poppler reconstruct a few cases wrongly; comments below name each workaround.
 */
export class Face {
  private readonly font: EmbeddedFont;
  private readonly codes = new Map<string, number>();
  private readonly shapedRuns = new Map<string, ShapedRun>();

  /** @param file a TrueType file with the letters of both languages */
  constructor(
    private readonly document: PDF,
    file: string,
  ) {
    this.font = (document.font(file) as DocumentInternals)._font;
  }

  /** How far letters extend above and below the baseline, in points. */
  extent(size: number): { above: number; below: number } {
    return { above: (this.font.ascender * size) / 1000, below: (-this.font.descender * size) / 1000 };
  }

  /**
   * Breaks a text into lines of at most `width` points: at spaces, and within a word only if it is longer than a line. The last line
   * is not a single word, unless the last two do not fit on one line.
   */
  lines(spans: Span[], direction: Direction, size: number, width: number): Line[] {
    const characters = charactersOf(spans, direction);
    const text = characters.map(({ character }) => character).join('');
    const line = (from: number, to: number) => this.line(toRuns(characters.slice(from, to)), size);

    const words = [...text.matchAll(/[^ ]+/g)].flatMap(({ index, 0: word }) =>
      piecesOf(word, index, (from, to) => line(from, to).width <= width),
    );
    // The last two words count as one, so that they stay on one line.
    const lastTwo: Range = [words.at(-2)?.[0] ?? 0, text.trimEnd().length];
    if (words.length > 1 && line(...lastTwo).width <= width) words.splice(-2, 2, lastTwo);
    const lines: Line[] = [];
    let start = 0;
    let end = 0;
    let usedWidth = 0;
    for (const [from = 0, to = 0] of words) {
      // From the end of the previous word, so the space before this word is included.
      const addedWidth = line(end, to).width;
      if (end > start && usedWidth + addedWidth > width) {
        lines.push(line(start, end));
        start = from;
        usedWidth = line(from, to).width;
      } else usedWidth += addedWidth;
      end = to;
    }
    return end > start ? [...lines, line(start, end)] : lines;
  }

  /** Draws a line. @param x its left end @param y its baseline, from the top of the page; both in points */
  show({ runs, width, isSplit }: Line, x: number, y: number, size: number, color: string): void {
    const { page } = this.document as DocumentInternals;
    page.fonts[this.font.id] ??= this.font.ref();
    this.document
      .save()
      .fillColor(color)
      .strokeColor(color)
      .lineWidth(rounded(size / 45));
    this.document.addContent(`1 0 0 -1 0 ${page.height} cm BT /${this.font.id} ${size} Tf`);
    const moveTo = (left: number) =>
      this.document.addContent(`1 0 0 1 ${rounded(left)} ${rounded(page.height - y)} Tm`);
    if (isSplit) {
      let left = x + width;
      for (const run of runs.toReversed()) {
        left -= (run.width * size) / 1000;
        moveTo(left);
        this.document.addContent(operatorsFor(run, size));
      }
    } else {
      moveTo(x);
      for (const run of runs) this.document.addContent(operatorsFor(run, size));
    }
    this.document.addContent('ET');
    this.document.restore();
  }

  /**
   * A right-to-left line without Arabic letters, such as "9:00 – 9:15", would be extracted as left-to-right text. Such a line is
   * split: its runs are drawn one by one in logical order, each with the space that follows it.
   */
  private line(logicalRuns: Run[], size: number): Line {
    const isSplit =
      logicalRuns.some(({ direction }) => direction === 'rtl') &&
      !logicalRuns.some(({ text }) => /\p{Script=Arabic}/u.test(text));
    const visualRuns = toVisualOrder(isSplit ? splitAtSpaces(logicalRuns) : logicalRuns);
    const runs = visualRuns.map((run, index) => {
      const shaped = this.shape(run);
      const isBeforeLtr = run.direction === 'rtl' && visualRuns[index + 1]?.direction === 'ltr';
      return isBeforeLtr ? { ...shaped, glyphs: [...shaped.glyphs, this.directionMark()] } : shaped;
    });
    const width = runs.reduce((sum, run) => sum + run.width, 0);
    return { runs, width: (width * size) / 1000, isSplit };
  }

  /** Chooses and positions the glyphs of a run, from left to right; cached. */
  private shape({ text, direction, isBold, isWordEnd }: Run): ShapedRun {
    const key = `${direction} ${isBold} ${isWordEnd} ${text}`;
    const cached = this.shapedRuns.get(key);
    if (cached) return cached;
    const isRtl = direction === 'rtl';
    const { font, scale } = this.font;
    // Direction marks have no glyph, so they are attached to the text of the first glyph.
    const [, directionMarks = '', visible = ''] = text.match(/^(\p{Cf}*)(.*)$/su) ?? [];
    const { glyphs, positions } = font.layout(
      isRtl ? mirrored(visible) : visible,
      undefined,
      isRtl ? 'arab' : 'latn',
      undefined,
      direction,
    );
    const shaped = glyphs.map(({ id, codePoints, advanceWidth }, index) => {
      const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
      const characters = String.fromCodePoint(...codePoints);
      const inVisualOrder = isRtl ? [...mirrored(characters)].reverse().join('') : characters;
      const isLast = isRtl ? index === 0 : index === glyphs.length - 1;
      return {
        id,
        extracted: `${index === 0 ? directionMarks : ''}${inVisualOrder}${isWordEnd && isLast ? ' ' : ''}`,
        advance: xAdvance * scale,
        xOffset: xOffset * scale,
        yOffset: yOffset * scale,
        width: MARK.test(characters) ? 0 : advanceWidth * scale,
      };
    });
    const positioned = (isRtl ? withMarksInWords(shaped) : shaped).flatMap(
      ({ id, extracted, ...position }) => [
        ...(isRtl && NUMBER_SEPARATOR.test(extracted) ? [this.directionMark()] : []),
        { code: this.codeFor(id, extracted, position.width), ...position },
      ],
    );
    const run = {
      glyphs: positioned,
      width: positioned.reduce((sum, { advance }) => sum + advance, 0),
      isBold,
    };
    this.shapedRuns.set(key, run);
    return run;
  }

  /**
   * An invisible right-to-left mark. poppler takes a number or comma for the start of left-to-right text, up to the next letter; the
   * mark ends that text.
   */
  private directionMark(): Glyph {
    const [space] = this.font.font.layout(' ', undefined, 'latn', undefined, 'ltr').glyphs;
    const code = this.codeFor(space?.id ?? 0, RIGHT_TO_LEFT_MARK, 0);
    // Slightly to the left, so that it comes after that text even if positions are rounded.
    return { code, advance: 0, xOffset: -10, yOffset: 0, width: 0 };
  }

  /** The code of a glyph in the file. A glyph has a code of its own for each text that is to be extracted for it. */
  private codeFor(glyphId: number, extracted: string, width: number): number {
    const key = `${glyphId} ${width} ${extracted}`;
    const existing = this.codes.get(key);
    if (existing !== undefined) return existing;
    const { subset, unicode, widths } = this.font;
    const code = subset.glyphs.push(glyphId) - 1;
    unicode[code] = [...extracted].map((character) => character.codePointAt(0) ?? 0);
    widths[code] = width;
    this.codes.set(key, code);
    return code;
  }
}

/** The part of a text between two positions (UTF-16 code units), without the second. */
type Range = [from: number, to: number];

const graphemes = new Intl.Segmenter('ar', { granularity: 'grapheme' });

/** The range of a word; of a word that does not fit on a line the ranges of the longest parts that do. @param start of the word */
function piecesOf(word: string, start: number, fits: (...range: Range) => boolean): Range[] {
  if (fits(start, start + word.length)) return [[start, start + word.length]];
  const pieces: Range[] = [];
  let from = start;
  let to = start;
  for (const { segment } of graphemes.segment(word)) {
    if (to > from && !fits(from, to + segment.length)) {
      pieces.push([from, to]);
      from = to;
    }
    to += segment.length;
  }
  return [...pieces, [from, to]];
}

/** The text-showing operators of a run (ISO 32000-1, 9.4.3). */
function operatorsFor({ glyphs, isBold }: ShapedRun, size: number): string {
  let string = '';
  let rise = 0;
  for (const { code, advance, xOffset, yOffset, width } of glyphs) {
    if (yOffset !== rise) {
      string += `] TJ ${rounded((yOffset * size) / 1000)} Ts [`;
      rise = yOffset;
    }
    const before = rounded(-xOffset);
    const after = rounded(xOffset + width - advance);
    string += `${before || ''}<${code.toString(16).padStart(4, '0')}>${after || ''}`;
  }
  // Bold is drawn as a stroke. Another font would begin another string, and extraction would lose its place in an Arabic line.
  return `${isBold ? 2 : 0} Tr [${string}] TJ${rise ? ' 0 Ts' : ''}`;
}

/** A character (UTF-16 code unit) with its weight and its embedding level in the Unicode Bidirectional Algorithm (UAX #9). */
type Character = { character: string; level: number; isBold: boolean };

function charactersOf(spans: Span[], direction: Direction): Character[] {
  const { levels } = bidi.getEmbeddingLevels(spans.map(({ text }) => text).join(''), direction);
  return spans
    .flatMap(({ text, isBold = false }) => text.split('').map((character) => ({ character, isBold })))
    .map((character, index) => ({ ...character, level: levels[index] ?? 0 }));
}

/** Joins neighbouring characters of the same level and weight. */
function toRuns(characters: Character[]): Run[] {
  const runs: Run[] = [];
  for (const { character, level, isBold } of characters) {
    const lastRun = runs.at(-1);
    if (lastRun?.level === level && lastRun.isBold === isBold) lastRun.text += character;
    else runs.push({ text: character, level, isBold, direction: level % 2 === 1 ? 'rtl' : 'ltr' });
  }
  return runs;
}

/** The runs of one direction and weight of a text, in logical order. */
export const runsOf = (spans: Span[], direction: Direction): Run[] => toRuns(charactersOf(spans, direction));

/** Makes each space a run of its own, and sets `isWordEnd` on the run before it. */
function splitAtSpaces(runs: Run[]): Run[] {
  const parts = runs.flatMap((run) =>
    run.text.split(/(\s+)/).flatMap((text) => (text ? [{ ...run, text }] : [])),
  );
  return parts.map((part, index) => ({ ...part, isWordEnd: /^\s/.test(parts[index + 1]?.text ?? '') }));
}

/** Reorders the runs of a line from left to right: rule L2 of the Unicode Bidirectional Algorithm (UAX #9). */
function toVisualOrder(logicalRuns: Run[]): Run[] {
  const runs = [...logicalRuns];
  for (let level = Math.max(0, ...runs.map((run) => run.level)); level > 0; level--) {
    for (let start = 0; start < runs.length; start++) {
      let end = start;
      while ((runs[end]?.level ?? 0) >= level) end++;
      runs.splice(start, end - start, ...runs.slice(start, end).reverse());
      start = end;
    }
  }
  return runs;
}

/**
 * In visual order a vowel mark on the last letter of a word comes between the space and that letter, and programs that extract text
 * cannot tell where it belongs. So the text of the space is attached to the glyph before it, and the text of the mark to its letter.
 */
function withMarksInWords<G extends GlyphPosition & { extracted: string }>(glyphs: G[]): G[] {
  const result = [...glyphs];
  for (let index = 1; index < result.length; index++) {
    const [neighbour, space, mark, letter] = result.slice(index - 1, index + 3);
    if (!neighbour || !letter || space?.extracted !== ' ' || !mark || !MARK.test(mark.extracted)) continue;
    // pdf.js does not advance after an invisible character, so the distance to the mark is added to the glyph before.
    const distance = space.advance + mark.xOffset;
    result.splice(
      index - 1,
      4,
      {
        ...neighbour,
        extracted: `${neighbour.extracted} `,
        advance: neighbour.advance + distance,
        width: neighbour.width + distance,
      },
      { ...mark, extracted: RIGHT_TO_LEFT_MARK, xOffset: 0, advance: -mark.xOffset },
      { ...letter, extracted: `${mark.extracted}${letter.extracted}` },
    );
  }
  return result;
}
