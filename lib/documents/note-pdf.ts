import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import { directionOf } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { palette } from '@/lib/meeting/palette';
import type { Block, NoteDocument, Row, Span } from './note-document';
import { type Direction, Face, type Line, type PDF } from './typesetting';

/** A4 with margins, in points; the footer is inside the lower margin. */
const page = { width: 595.28, height: 841.89, side: 60, top: 54, bottom: 66 };
const textWidth = page.width - 2 * page.side;
const bodyEnd = page.height - page.bottom;

const fonts = join(process.cwd(), 'node_modules/@expo-google-fonts/markazi-text');

type Style = { face: 'regular' | 'bold'; size: number; leading: number; color: string };
const text: Style = { face: 'regular', size: 12.5, leading: 1.55, color: palette.ink };
const styles = {
  text,
  organization: { ...text, face: 'bold', size: 13, leading: 1.5, color: palette.gold },
  small: { ...text, size: 10, leading: 1.5, color: palette.quiet },
  kind: { ...text, face: 'bold', size: 13, color: palette.gold },
  title: { ...text, face: 'bold', size: 23, leading: 1.45 },
  fact: { ...text, face: 'bold', size: 12, leading: 1.5 },
  heading: { ...text, face: 'bold', size: 15, leading: 1.5, color: palette.gold },
  column: { ...text, face: 'bold', size: 10, leading: 1.5, color: palette.quiet },
  cell: { ...text, size: 11.5, leading: 1.4 },
  session: { ...text, face: 'bold', size: 11.5, leading: 1.4 },
} satisfies Record<string, Style>;

/** A horizontal range of the text area, in points. `start` is measured from the side at which reading begins. */
type Box = { start: number; width: number };
type Paragraph = { style: Style; spans: Span[]; isPoint?: true };
type Element = PDFKit.PDFStructureElement;

const wholeWidth: Box = { start: 0, width: textWidth };
const POINT_INDENT = 16;
const cellPadding = { inline: 7, block: 4.5 };

/** The columns of the programme: time, title, speaker. */
const columns = [
  { start: 0, width: 92 },
  { start: 92, width: textWidth - 92 - 128 },
  { start: textWidth - 128, width: 128 },
] as const;
type Cell = Box & { tag: 'TH' | 'TD'; scope?: 'Column' | 'Row'; rows: number; paragraphs: Paragraph[] };
type TableRow = { cells: Cell[]; tint?: string };

/**
 * The note as a PDF on A4: tagged, with bookmarks, and with text that can be copied and searched.
 * @throws Error if the package of the fonts is not installed
 */
export function notePdf(note: NoteDocument): Promise<Buffer> {
  const writer = new Writer(note);
  writer.head();
  for (const block of note.blocks) writer.block(block);
  return writer.finish();
}

/** Writes the document from top to bottom; `y` is the current position on the page, in points from the top. */
class Writer {
  private readonly direction: Direction;
  private readonly pdf: PDF;
  private readonly faces: Record<Style['face'], Face>;
  private readonly root: Element;
  private y = page.top;

  constructor(private readonly note: NoteDocument) {
    this.direction = directionOf(note.locale);
    this.pdf = new PDFDocument({
      size: [page.width, page.height],
      margin: 0,
      bufferPages: true,
      pdfVersion: '1.7',
      tagged: true,
      displayTitle: true,
      lang: note.locale,
      info: { Title: `${note.title} – ${note.kind}`, Author: note.author },
    });
    this.faces = {
      regular: new Face(this.pdf, join(fonts, '400Regular/MarkaziText_400Regular.ttf')),
      bold: new Face(this.pdf, join(fonts, '700Bold/MarkaziText_700Bold.ttf')),
    };
    this.root = this.pdf.struct('Document');
    this.pdf.addStructure(this.root);
  }

  /** The organizations, the title, and the date, time and place. */
  head(): void {
    const { organizations, kind, title, facts } = this.note;
    this.artifact(() => this.fill(wholeWidth, this.y - 16, 2.5, palette.brightGold));
    this.sideBySide(
      organizations.map(({ short, name }) => [
        { style: styles.organization, spans: [{ text: short }] },
        { style: styles.small, spans: [{ text: name }] },
      ]),
    );
    this.y += 18;
    this.paragraph('P', { style: styles.kind, spans: [{ text: kind }] });
    this.paragraph('H1', { style: styles.title, spans: [{ text: title }] });
    this.y += 8;
    this.sideBySide(
      facts.map(({ label, text, detail }) => [
        { style: styles.small, spans: [{ text: label }] },
        { style: styles.fact, spans: [{ text }] },
        ...(detail ? [{ style: styles.small, spans: [{ text: detail }] }] : []),
      ]),
    );
    this.y += 10;
    this.artifact(() => this.fill(wholeWidth, this.y, 0.75, palette.line));
  }

  block(block: Block): void {
    switch (block.type) {
      case 'heading':
        this.y += 11;
        // Without room for some lines below it, a heading moves to the next page.
        this.breakPageUnlessFits(70);
        this.pdf.outline.addItem(block.text, { top: this.y, left: page.width } as object);
        this.paragraph('H2', { style: styles.heading, spans: [{ text: block.text }] });
        break;
      case 'paragraph':
        this.paragraph('P', { style: styles.text, spans: block.spans });
        this.y += 5;
        break;
      case 'list':
        this.list(
          this.root,
          block.items.map((item) => pointOf(styles.text, item)),
          wholeWidth,
        );
        break;
      case 'table':
        this.table(block);
    }
  }

  /** Adds the footers, which contain the number of pages, and ends the document. @returns the file */
  async finish(): Promise<Buffer> {
    const { start, count } = this.pdf.bufferedPageRange();
    for (let index = 0; index < count; index++) {
      this.pdf.switchToPage(start + index);
      const y = bodyEnd + 24;
      this.artifact(() => this.fill(wholeWidth, y - 5, 0.75, palette.line));
      this.urlLink(y, index === count - 1);
      this.artifact(() => {
        const text = translator(this.note.locale)('documents.page', { page: index + 1, count });
        const pageNumber = { style: styles.small, spans: [{ text }] };
        for (const line of this.linesOf(pageNumber, textWidth)) {
          this.show(line, styles.small, { start: textWidth - line.width, width: line.width }, y);
        }
      });
    }
    this.root.end();
    const chunks: Buffer[] = [];
    this.pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise((resolve) => this.pdf.once('end', resolve));
    this.pdf.end();
    await ended;
    return Buffer.concat(chunks);
  }

  /**
   * The URL of the note as a link, in the footer of every page.
   * @param isTagged whether screen readers read it aloud: on the last page only
   */
  private urlLink(y: number, isTagged: boolean): void {
    const { url } = this.note;
    const show = () => {
      for (const line of this.linesOf({ style: styles.small, spans: [{ text: url }] }, textWidth, 'ltr')) {
        this.show(line, styles.small, wholeWidth, y);
        const x = this.left({ start: 0, width: line.width });
        this.pdf.link(x, y, line.width, this.lineHeight(styles.small), url);
      }
    };
    if (!isTagged) {
      this.artifact(show);
      return;
    }
    const content = this.pdf.markStructureContent('P');
    show();
    this.pdf.endMarkedContent();
    this.addElement(this.root, 'P').add(content);
  }

  /** Puts groups of paragraphs next to each other, in the reading direction and with equal widths. */
  private sideBySide(groups: Paragraph[][]): void {
    const width = textWidth / groups.length;
    const top = this.y;
    const ends = groups.map((paragraphs, index) => {
      this.y = top;
      for (const paragraph of paragraphs) {
        this.paragraph('P', paragraph, this.root, { start: index * width, width: width - 12 });
      }
      return this.y;
    });
    this.y = Math.max(...ends);
  }

  private table({ caption, columns: names, rows }: Extract<Block, { type: 'table' }>): void {
    const table = this.addElement(this.root, 'Table');
    this.paragraph('Caption', { style: styles.small, spans: [{ text: caption }] }, table);
    this.y += 4;
    const head: TableRow = {
      cells: columns.map((column, index) => ({
        ...column,
        tag: 'TH',
        scope: 'Column',
        rows: 1,
        paragraphs: [{ style: styles.column, spans: [{ text: names[index] ?? '' }] }],
      })),
      tint: palette.headTint,
    };
    this.rows([head], table);
    for (const group of groupsOnOnePage(rows).map((items) => items.map(tableRow))) {
      if (this.breakPageUnlessFits(group.reduce((sum, row) => sum + this.heightOf(row), 0))) {
        this.artifact(() => this.rows([head], null));
      }
      this.rows(group, table);
    }
  }

  /** @param table `null`: the rows are not tagged, such as the headings repeated on a new page, which are not read again */
  private rows(rows: TableRow[], table: Element | null): void {
    const heights = rows.map((row) => this.heightOf(row));
    rows.forEach((row, index) => {
      const top = this.y;
      const height = heights[index] ?? 0;
      const drawTintAndRules = () => {
        if (row.tint) this.fill(wholeWidth, top, height, row.tint);
        for (const { rows: rowSpan, ...box } of row.cells) {
          const cellHeight = heights
            .slice(index, index + rowSpan)
            .reduce((sum, rowHeight) => sum + rowHeight, 0);
          this.fill(box, top + cellHeight - 0.5, 0.5, palette.line);
        }
      };
      const tableRow = table && this.addElement(table, 'TR');
      if (table) this.artifact(drawTintAndRules);
      else drawTintAndRules();
      for (const { tag, scope, paragraphs, rows: rowSpan, ...box } of row.cells) {
        this.y = top + cellPadding.block;
        const inner = { start: box.start + cellPadding.inline, width: box.width - 2 * cellPadding.inline };
        const cell = tableRow && this.addElement(tableRow, tag, scope && { scope });
        if (cell) setSpans(cell, rowSpan, columns.filter(({ start }) => isWithin(start, box)).length);
        const [first, ...rest] = paragraphs;
        if (first && !first.isPoint) this.paragraph(null, first, cell, inner);
        const points = first?.isPoint ? paragraphs : rest;
        if (points.length > 0) this.list(cell, points, inner);
      }
      this.y = top + height;
    });
  }

  private heightOf({ cells }: TableRow): number {
    const heights = cells.map(({ width, paragraphs }) =>
      paragraphs.reduce((sum, paragraph) => {
        const innerWidth = width - 2 * cellPadding.inline - (paragraph.isPoint ? POINT_INDENT : 0);
        return sum + this.linesOf(paragraph, innerWidth).length * this.lineHeight(paragraph.style);
      }, 0),
    );
    return Math.max(...heights) + 2 * cellPadding.block;
  }

  /** @param parent `null`: the list is not tagged */
  private list(parent: Element | null, points: Paragraph[], box: Box): void {
    const list = parent && this.addElement(parent, 'L');
    for (const point of points) {
      const height = this.lineHeight(point.style);
      this.breakPageUnlessFits(height);
      const middle = this.y + height / 2;
      this.artifact(() => {
        const start = box.start + POINT_INDENT / 2;
        const x = this.direction === 'rtl' ? page.width - page.side - start : page.side + start;
        this.pdf.circle(x, middle, 1.6).fill(palette.brightGold);
      });
      const inner = { start: box.start + POINT_INDENT, width: box.width - POINT_INDENT };
      this.paragraph(null, point, list && this.addElement(this.addElement(list, 'LI'), 'LBody'), inner);
    }
  }

  /**
   * Writes the lines of a paragraph and continues on a new page if necessary.
   * @param tag the tag of a new element; `null`: the lines are added to the parent, or not tagged if it is `null` too
   */
  private paragraph(
    tag: string | null,
    paragraph: Paragraph,
    parent: Element | null = this.root,
    box: Box = wholeWidth,
  ): void {
    const { style } = paragraph;
    const element = parent && tag ? this.addElement(parent, tag) : parent;
    for (const line of this.linesOf(paragraph, box.width)) {
      this.breakPageUnlessFits(this.lineHeight(style));
      const content = element && this.pdf.markStructureContent(tag ?? 'Span');
      this.show(line, style, box, this.y);
      if (element && content) {
        this.pdf.endMarkedContent();
        element.add(content);
      }
      this.y += this.lineHeight(style);
    }
  }

  private linesOf({ style, spans }: Paragraph, width: number, direction = this.direction): Line[] {
    return this.faces[style.face].lines(spans, direction, style.size, width);
  }

  private show(line: Line, style: Style, box: Box, top: number): void {
    const { face, size, color } = style;
    const { above, below } = this.faces[face].extent(size);
    const baseline = top + (this.lineHeight(style) - above - below) / 2 + above;
    this.faces[face].show(line, this.left({ start: box.start, width: line.width }), baseline, size, color);
  }

  /** Lines of Arabic are higher, because its letters and marks extend farther above and below the line. */
  private lineHeight({ size, leading }: Style): number {
    return size * leading * (this.direction === 'rtl' ? 1 : 0.88);
  }

  /** The x coordinate of a box's left end. */
  private left({ start, width }: Box): number {
    return this.direction === 'rtl' ? page.width - page.side - start - width : page.side + start;
  }

  private fill(box: Box, top: number, height: number, color: string): void {
    this.pdf.rect(this.left(box), top, box.width, height).fill(color);
  }

  /** Marks decoration, which screen readers skip: rules, tints, page numbers (ISO 32000-1, 14.8.2.2). */
  private artifact(draw: () => void): void {
    this.pdf.markContent('Artifact', { type: 'Layout' });
    draw();
    this.pdf.endMarkedContent();
  }

  /** Adds a structure element, which tells screen readers what a piece of content is. */
  private addElement(parent: Element, tag: string, options: { scope?: 'Column' | 'Row' } = {}): Element {
    const element = this.pdf.struct(tag, options as object);
    parent.add(element);
    return element;
  }

  /** Begins a new page if the rest of this one is lower than `height` points. @returns whether it did */
  private breakPageUnlessFits(height: number): boolean {
    if (this.y + height <= bodyEnd) return false;
    this.pdf.addPage();
    this.y = page.top;
    return true;
  }
}

const pointOf = (style: Style, text: string): Paragraph => ({ style, spans: [{ text }], isPoint: true });

const isWithin = (start: number, box: Box) => start >= box.start && start < box.start + box.width;

/** Tells screen readers how many rows and columns a cell spans (ISO 32000-1, table 349); pdfkit has no option for it. */
function setSpans(cell: Element, rowSpan: number, columnSpan: number): void {
  if (rowSpan === 1 && columnSpan === 1) return;
  const { data } = (cell as unknown as { dictionary: { data: { A?: object } } }).dictionary;
  data.A = { ...data.A, O: 'Table', RowSpan: rowSpan, ColSpan: columnSpan };
}

/** Groups rows that must be on one page: a heading with the row below it, and rows that share a time. */
function groupsOnOnePage(rows: Row[]): Row[][] {
  const groups: Row[][] = [];
  for (const row of rows) {
    const lastGroup = groups.at(-1);
    const isContinued =
      lastGroup && row.type === 'item' && (!row.time || lastGroup.at(-1)?.type === 'heading');
    if (isContinued) lastGroup.push(row);
    else groups.push([row]);
  }
  return groups;
}

function tableRow(row: Row): TableRow {
  if (row.type === 'heading') {
    const paragraphs = [{ style: styles.session, spans: [{ text: row.text }] }];
    return { cells: [{ ...wholeWidth, tag: 'TH', rows: 1, paragraphs }], tint: palette.tint };
  }
  const [timeColumn, titleColumn, speakerColumn] = columns;
  const { time, title, points, speaker } = row;
  const cells: Cell[] = [];
  if (time) {
    const paragraphs = [{ style: styles.session, spans: [{ text: time.text }] }];
    cells.push({ ...timeColumn, tag: 'TH', scope: 'Row', rows: time.rows, paragraphs });
  }
  cells.push({
    start: titleColumn.start,
    width: speaker === null ? titleColumn.width + speakerColumn.width : titleColumn.width,
    tag: 'TD',
    rows: 1,
    paragraphs: [
      ...(title ? [{ style: styles.cell, spans: [{ text: title }] }] : []),
      ...points.map((point) => pointOf(styles.cell, point)),
    ],
  });
  if (speaker !== null) {
    const paragraphs = speaker ? [{ style: styles.cell, spans: [{ text: speaker }] }] : [];
    cells.push({ ...speakerColumn, tag: 'TD', rows: 1, paragraphs });
  }
  return { cells };
}
