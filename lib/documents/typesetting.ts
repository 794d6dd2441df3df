import bidiFactory from 'bidi-js';
import type PDFDocument from 'pdfkit';
import type { Span } from './note-document';

const bidi = bidiFactory();

export type PDF = InstanceType<typeof PDFDocument>;
export type Direction = 'rtl' | 'ltr';

/** What pdfkit keeps of a font that it embeds; measures in thousandths of the size. */
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
  /** The glyphs of the embedded subset by their code in the file, and beside them what each code means and measures. */
  subset: { glyphs: number[] };
  unicode: number[][];
  widths: number[];
  ref(): unknown;
};

/** pdfkit's document with the parts beneath its own `text()`, which knows one direction only. */
type Inside = PDF & {
  _font: EmbeddedFont;
  page: { fonts: Record<string, unknown>; height: number };
};

type Placed = { advance: number; xOffset: number; yOffset: number; width: number };
type Glyph = Placed & { code: number };
type Piece = { glyphs: Glyph[]; width: number; isBold: boolean };

/** A stretch of one direction; `isWordEnd`: a space comes after it in the order of writing. */
type Run = { text: string; level: number; direction: Direction; isBold: boolean; isWordEnd?: boolean };

/** One line as it stands on paper: pieces from left to right, width in points. */
export type Line = { pieces: Piece[]; width: number; isApart: boolean };

const MARK = /^\p{Mn}+$/u;
/** Signs that count as part of a number where they stand beside one: classes CS, ES and ET of UAX #9. */
const SEPARATOR = /^[،.,:/+\-#]$/;
const RIGHT_TO_LEFT_MARK = '\u200f';

const mirrored = (text: string) => [...text].map((sign) => bidi.getMirroredCharacter(sign) ?? sign).join('');
const rounded = (n: number) => Number(n.toFixed(3));

/**
 * A font in a PDF whose text can be copied and searched. Readers see the signs of a line from left to right and find out
 * their order by themselves, so each line is one string in the order in which it is seen, and each code means what its
 * glyph stands for in that place: a bracket is another sign in Arabic than in English. Both pdf.js and poppler guess
 * wrongly in a few places; what is done about it is said there.
 */
export class Face {
  private readonly font: EmbeddedFont;
  private readonly codes = new Map<string, number>();
  private readonly shaped = new Map<string, Piece>();

  /** @param file a TrueType file with the letters of both languages */
  constructor(
    private readonly document: PDF,
    file: string,
  ) {
    this.font = (document.font(file) as Inside)._font;
  }

  /** How far the letters reach above and below their line, in points. */
  extent(size: number): { above: number; below: number } {
    return { above: (this.font.ascender * size) / 1000, below: (-this.font.descender * size) / 1000 };
  }

  /** Breaks a text between its words into lines of at most `width` points; the last line is never a single word. */
  lines(spans: Span[], direction: Direction, size: number, width: number): Line[] {
    const signs = signsOf(spans, direction);
    const text = signs.map(({ sign }) => sign).join('');
    const line = (from: number, to: number) => this.line(joined(signs.slice(from, to)), size);

    const words = [...text.matchAll(/[^ ]+/g)].map(({ index, 0: word }) => [index, index + word.length]);
    if (words.length > 1) words.splice(-2, 2, [words.at(-2)?.[0] ?? 0, text.trimEnd().length]);
    const lines: Line[] = [];
    let start = 0;
    let end = 0;
    let used = 0;
    for (const [from = 0, to = 0] of words) {
      // A space is as wide as it is before this word.
      const added = line(end, to).width;
      if (end > start && used + added > width) {
        lines.push(line(start, end));
        start = from;
        used = line(from, to).width;
      } else used += added;
      end = to;
    }
    return end > start ? [...lines, line(start, end)] : lines;
  }

  /** Shows a line. @param x its left end @param y its base line, from the top of the page, in points */
  show({ pieces, width, isApart }: Line, x: number, y: number, size: number, color: string): void {
    const { page } = this.document as Inside;
    page.fonts[this.font.id] ??= this.font.ref();
    this.document
      .save()
      .fillColor(color)
      .strokeColor(color)
      .lineWidth(rounded(size / 45));
    this.document.addContent(`1 0 0 -1 0 ${page.height} cm BT /${this.font.id} ${size} Tf`);
    const from = (left: number) =>
      this.document.addContent(`1 0 0 1 ${rounded(left)} ${rounded(page.height - y)} Tm`);
    if (isApart) {
      let left = x + width;
      for (const piece of pieces.toReversed()) {
        left -= (piece.width * size) / 1000;
        from(left);
        this.document.addContent(asString(piece, size));
      }
    } else {
      from(x);
      for (const piece of pieces) this.document.addContent(asString(piece, size));
    }
    this.document.addContent('ET');
    this.document.restore();
  }

  /**
   * Where no letter of a right-to-left line reads that way, as in "9:00 – 9:15", readers take the line for English: its
   * pieces stand apart and come in the order of writing, each with its space.
   */
  private line(logical: Run[], size: number): Line {
    const isApart =
      logical.some(({ direction }) => direction === 'rtl') &&
      !logical.some(({ text }) => /\p{Script=Arabic}/u.test(text));
    const runs = inSight(isApart ? apart(logical) : logical);
    const pieces = runs.map((run, index) => {
      const piece = this.shape(run);
      const isTurn = run.direction === 'rtl' && runs[index + 1]?.direction === 'ltr';
      return isTurn ? { ...piece, glyphs: [...piece.glyphs, this.turn()] } : piece;
    });
    const width = pieces.reduce((sum, piece) => sum + piece.width, 0);
    return { pieces, width: (width * size) / 1000, isApart };
  }

  private shape({ text, direction, isBold, isWordEnd }: Run): Piece {
    const key = `${direction} ${isBold} ${isWordEnd} ${text}`;
    const known = this.shaped.get(key);
    if (known) return known;
    const isRtl = direction === 'rtl';
    const { font, scale } = this.font;
    // No font has a glyph for a mark of direction; it goes with the sign that it stands before.
    const [, before = '', visible = ''] = text.match(/^(\p{Cf}*)(.*)$/su) ?? [];
    const { glyphs, positions } = font.layout(
      isRtl ? mirrored(visible) : visible,
      undefined,
      isRtl ? 'arab' : 'latn',
      undefined,
      direction,
    );
    const shaped = glyphs.map(({ id, codePoints, advanceWidth }, index) => {
      const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
      const signs = String.fromCodePoint(...codePoints);
      const inSight = isRtl ? [...mirrored(signs)].reverse().join('') : signs;
      const isLast = isRtl ? index === 0 : index === glyphs.length - 1;
      return {
        id,
        means: `${index === 0 ? before : ''}${inSight}${isWordEnd && isLast ? ' ' : ''}`,
        advance: xAdvance * scale,
        xOffset: xOffset * scale,
        yOffset: yOffset * scale,
        width: MARK.test(signs) ? 0 : advanceWidth * scale,
      };
    });
    const placed = (isRtl ? withMarksInWords(shaped) : shaped).flatMap(({ id, means, ...place }) => [
      ...(isRtl && SEPARATOR.test(means) ? [this.turn()] : []),
      { code: this.codeFor(id, means, place.width), ...place },
    ]);
    const piece = { glyphs: placed, width: placed.reduce((sum, { advance }) => sum + advance, 0), isBold };
    this.shaped.set(key, piece);
    return piece;
  }

  /** Poppler lets numbers and commas begin left-to-right text, up to the next letter; this invisible mark ends it. */
  private turn(): Glyph {
    const [space] = this.font.font.layout(' ', undefined, 'latn', undefined, 'ltr').glyphs;
    const code = this.codeFor(space?.id ?? 0, RIGHT_TO_LEFT_MARK, 0);
    // A little to the left, so that it comes after what it ends however positions are rounded.
    return { code, advance: 0, xOffset: -10, yOffset: 0, width: 0 };
  }

  /** A glyph that stands for two things has two codes. */
  private codeFor(glyph: number, means: string, width: number): number {
    const key = `${glyph} ${width} ${means}`;
    const known = this.codes.get(key);
    if (known !== undefined) return known;
    const { subset, unicode, widths } = this.font;
    const code = subset.glyphs.push(glyph) - 1;
    unicode[code] = [...means].map((sign) => sign.codePointAt(0) ?? 0);
    widths[code] = width;
    this.codes.set(key, code);
    return code;
  }
}

/** The operators that show a piece (ISO 32000-1, 9.4.3). */
function asString({ glyphs, isBold }: Piece, size: number): string {
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
  // Bold is drawn with a stroke: another font would begin another string, and its place in an Arabic line would be lost.
  return `${isBold ? 2 : 0} Tr [${string}] TJ${rise ? ' 0 Ts' : ''}`;
}

/** Each sign of a text with its level in the Unicode Bidirectional Algorithm (UAX #9) and its weight. */
type Sign = { sign: string; level: number; isBold: boolean };

function signsOf(spans: Span[], direction: Direction): Sign[] {
  const { levels } = bidi.getEmbeddingLevels(spans.map(({ text }) => text).join(''), direction);
  return spans
    .flatMap(({ text, isBold = false }) => text.split('').map((sign) => ({ sign, isBold })))
    .map((each, index) => ({ ...each, level: levels[index] ?? 0 }));
}

function joined(signs: Sign[]): Run[] {
  const runs: Run[] = [];
  for (const { sign, level, isBold } of signs) {
    const last = runs.at(-1);
    if (last?.level === level && last.isBold === isBold) last.text += sign;
    else runs.push({ text: sign, level, isBold, direction: level % 2 === 1 ? 'rtl' : 'ltr' });
  }
  return runs;
}

/** The stretches of one direction and weight, in the order of writing. */
export const runsOf = (spans: Span[], direction: Direction): Run[] => joined(signsOf(spans, direction));

/** Spaces by themselves, and known to the run before them. */
function apart(runs: Run[]): Run[] {
  const parts = runs.flatMap((run) =>
    run.text.split(/(\s+)/).flatMap((text) => (text ? [{ ...run, text }] : [])),
  );
  return parts.map((part, index) => ({ ...part, isWordEnd: /^\s/.test(parts[index + 1]?.text ?? '') }));
}

/** The runs of a line from left to right: rule L2 of the Unicode Bidirectional Algorithm (UAX #9). */
function inSight(logical: Run[]): Run[] {
  const runs = [...logical];
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
 * A vowel mark on the last letter of a word is seen between a space and its letter, and readers cannot tell whose it is:
 * the space goes with the sign before it, the mark with its letter.
 */
function withMarksInWords<Each extends Placed & { means: string }>(glyphs: Each[]): Each[] {
  const result = [...glyphs];
  for (let index = 1; index < result.length; index++) {
    const [neighbour, space, mark, letter] = result.slice(index - 1, index + 3);
    if (!neighbour || !letter || space?.means !== ' ' || !mark || !MARK.test(mark.means)) continue;
    // pdf.js forgets to move on after an invisible sign: the way to the mark is part of what stands before it.
    const way = space.advance + mark.xOffset;
    result.splice(
      index - 1,
      4,
      {
        ...neighbour,
        means: `${neighbour.means} `,
        advance: neighbour.advance + way,
        width: neighbour.width + way,
      },
      { ...mark, means: RIGHT_TO_LEFT_MARK, xOffset: 0, advance: -mark.xOffset },
      { ...letter, means: `${mark.means}${letter.means}` },
    );
  }
  return result;
}
