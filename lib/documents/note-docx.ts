import {
  BorderStyle,
  Document,
  ExternalHyperlink,
  Footer,
  HeadingLevel,
  type IParagraphOptions,
  type IRunOptions,
  type IRunStylePropertiesOptions,
  LevelFormat,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import { directionOf, type Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { palette } from '@/lib/meeting/palette';
import type { Block, NoteDocument, Row, Span } from './note-document';
import { runsOf } from './typesetting';

/** A4 with margins, in twentieths of a point. */
const page = { width: 11906, height: 16838, margin: 1130 };
const textWidth = page.width - 2 * page.margin;
const columns = [2500, textWidth - 2500 - 2500, 2500] as const;

/**
 * A Word file names its fonts and does not contain them, so these are fonts that every Word has. Latin and Arabic text have a font
 * and a size each.
 */
const FONT = { ascii: 'Arial', hAnsi: 'Arial', cs: 'Sakkal Majalla' };
const language = { value: 'en-GB', bidirectional: 'ar-AE' };

/** @param size in half points, for Latin text; Arabic text is larger, because Sakkal Majalla looks smaller at the same size */
const sized = (size: number) => ({ size, sizeComplexScript: Math.round(size * 1.25) });
const bold = { bold: true, boldComplexScript: true };

const styles = {
  text: { font: FONT, language, color: hex(palette.ink), ...sized(21) },
  organization: { ...bold, color: hex(palette.gold), ...sized(24) },
  small: { color: hex(palette.quiet), ...sized(18) },
  kind: { ...bold, color: hex(palette.gold), ...sized(24) },
  strong: bold,
} satisfies Record<string, IRunStylePropertiesOptions>;

const LIST = 'points';
const none = { style: BorderStyle.NONE, size: 0, color: 'auto' };
const rule = { style: BorderStyle.SINGLE, size: 4, color: hex(palette.line) };
const frameless = {
  top: none,
  bottom: none,
  left: none,
  right: none,
  insideHorizontal: none,
  insideVertical: none,
};

type Layout = Omit<IParagraphOptions, 'text' | 'children' | 'bidirectional'>;

/** The note as a Word file (ECMA-376) on A4. Headings, lists and tables are marked as such, so that screen readers announce them. */
export function noteDocx(note: NoteDocument): Promise<Buffer> {
  const { locale } = note;
  const writer = new Writer(locale);
  const heading = (size: number, color: string, before: number) => ({
    run: { font: FONT, language, ...bold, color: hex(color), ...sized(size) },
    paragraph: { spacing: { before, after: 100 }, keepNext: true },
  });
  const document = new Document({
    title: `${note.title} – ${note.kind}`,
    creator: note.author,
    lastModifiedBy: note.author,
    description: note.url,
    styles: {
      default: {
        document: {
          run: styles.text,
          paragraph: { spacing: { after: 90, line: 276, lineRule: LineRuleType.AUTO } },
        },
        heading1: heading(38, palette.ink, 40),
        heading2: heading(26, palette.gold, 220),
      },
    },
    numbering: {
      config: [
        {
          reference: LIST,
          levels: [
            {
              level: 0,
              format: LevelFormat.BULLET,
              text: '•',
              style: {
                paragraph: { indent: { start: 400, hanging: 260 }, spacing: { after: 60 } },
                run: { color: hex(palette.brightGold) },
              },
            },
          ],
        },
      ],
    },
    sections: [
      {
        properties: {
          page: {
            size: { width: page.width, height: page.height },
            margin: { top: page.margin, bottom: page.margin, left: page.margin, right: page.margin },
          },
        },
        children: [...writer.head(note), ...note.blocks.flatMap((block) => writer.block(block))],
        footers: { default: writer.footer(note.url) },
      },
    ],
  });
  return Packer.toBuffer(document);
}

function hex(color: string): string {
  return color.replace('#', '');
}

/** Builds the parts of the Word document for one language. */
class Writer {
  private readonly isRtl: boolean;

  constructor(private readonly locale: Locale) {
    this.isRtl = directionOf(locale) === 'rtl';
  }

  /** The organizations, the title, and the date, time and place. */
  head({ organizations, kind, title, facts }: NoteDocument): (Paragraph | Table)[] {
    return [
      this.sideBySide(
        organizations.map(({ short, name }) => [
          this.paragraph([{ text: short }], styles.organization),
          this.paragraph([{ text: name }], styles.small),
        ]),
        { top: { style: BorderStyle.SINGLE, size: 20, color: hex(palette.brightGold) } },
      ),
      this.paragraph([{ text: kind }], styles.kind, { spacing: { before: 360, after: 60 } }),
      this.paragraph([{ text: title }], {}, { heading: HeadingLevel.HEADING_1 }),
      this.sideBySide(
        facts.map(({ label, text, detail }) => [
          this.paragraph([{ text: label }], styles.small),
          this.paragraph([{ text }], styles.strong),
          ...(detail ? [this.paragraph([{ text: detail }], styles.small)] : []),
        ]),
        { bottom: rule },
      ),
    ];
  }

  block(block: Block): (Paragraph | Table)[] {
    switch (block.type) {
      case 'heading':
        return [this.paragraph([{ text: block.text }], {}, { heading: HeadingLevel.HEADING_2 })];
      case 'paragraph':
        return [this.paragraph(block.spans)];
      case 'list':
        return block.items.map((item) => this.point(item));
      case 'table':
        return [
          this.paragraph([{ text: block.caption }], styles.small, { keepNext: true }),
          this.table(block),
        ];
    }
  }

  footer(url: string): Footer {
    const t = translator(this.locale);
    const fields: Record<string, string> = {
      '{page}': PageNumber.CURRENT,
      '{count}': PageNumber.TOTAL_PAGES,
    };
    const parts = t('documents.page', { page: '{page}', count: '{count}' }).split(/(\{\w+\})/);
    const layout = { spacing: { after: 0 } };
    return new Footer({
      children: [
        new Paragraph({
          ...layout,
          bidirectional: this.isRtl,
          children: [
            new ExternalHyperlink({
              link: url,
              children: [new TextRun({ ...styles.small, text: url })],
            }),
          ],
        }),
        new Paragraph({
          ...layout,
          bidirectional: this.isRtl,
          children: parts.map((part) => {
            const field = fields[part];
            const run: IRunOptions = field
              ? { children: [field as typeof PageNumber.CURRENT] }
              : { text: part, rightToLeft: this.isRtl };
            return new TextRun({ ...styles.small, ...run });
          }),
        }),
      ],
    });
  }

  private table({ columns: names, rows }: Extract<Block, { type: 'table' }>): Table {
    const head = new TableRow({
      tableHeader: true,
      cantSplit: true,
      children: names.map((name, index) =>
        this.cell([this.paragraph([{ text: name }], { ...styles.strong, ...styles.small })], {
          width: columns[index] ?? 0,
          tint: palette.headTint,
        }),
      ),
    });
    return new Table({
      visuallyRightToLeft: this.isRtl,
      layout: TableLayoutType.FIXED,
      width: { size: textWidth, type: WidthType.DXA },
      columnWidths: [...columns],
      borders: { ...frameless, top: rule, bottom: rule, insideHorizontal: rule },
      rows: [head, ...rows.map((row, index) => this.row(row, rows[index + 1]))],
    });
  }

  /** Keeps a heading on the page of the row below it, and rows that share a time on one page. */
  private row(row: Row, next: Row | undefined): TableRow {
    const keepNext = row.type === 'heading' || (next?.type === 'item' && !next.time);
    return new TableRow({ cantSplit: true, keepNext, children: this.cells(row) });
  }

  private cells(row: Row): TableCell[] {
    if (row.type === 'heading') {
      const heading = this.paragraph([{ text: row.text }], styles.strong);
      return [this.cell([heading], { width: textWidth, columnSpan: 3, tint: palette.tint })];
    }
    const { time, title, points, speaker } = row;
    const [timeWidth, titleWidth, speakerWidth] = columns;
    const content = [
      ...(title ? [this.paragraph([{ text: title }])] : []),
      ...points.map((point) => this.point(point)),
    ];
    return [
      ...(time
        ? [
            this.cell([this.paragraph([{ text: time.text }], styles.strong)], {
              width: timeWidth,
              rowSpan: time.rows,
            }),
          ]
        : []),
      speaker === null
        ? this.cell(content, { width: titleWidth + speakerWidth, columnSpan: 2 })
        : this.cell(content, { width: titleWidth }),
      ...(speaker === null
        ? []
        : [this.cell([this.paragraph([{ text: speaker }])], { width: speakerWidth })]),
    ];
  }

  private cell(
    children: Paragraph[],
    { width, tint, ...spans }: { width: number; tint?: string; rowSpan?: number; columnSpan?: number },
  ): TableCell {
    return new TableCell({
      children,
      ...spans,
      width: { size: width, type: WidthType.DXA },
      margins: { top: 70, bottom: 0, left: 120, right: 120 },
      ...(tint && { shading: { fill: hex(tint) } }),
    });
  }

  /** Puts groups of paragraphs next to each other, in the reading direction: a table with one row and no frame. */
  private sideBySide(parts: Paragraph[][], borders: { top?: typeof rule; bottom?: typeof rule }): Table {
    const width = Math.floor(textWidth / parts.length);
    return new Table({
      visuallyRightToLeft: this.isRtl,
      layout: TableLayoutType.FIXED,
      width: { size: textWidth, type: WidthType.DXA },
      columnWidths: parts.map(() => width),
      borders: { ...frameless, ...borders },
      rows: [new TableRow({ cantSplit: true, children: parts.map((part) => this.cell(part, { width })) })],
    });
  }

  private point(text: string): Paragraph {
    return this.paragraph([{ text }], {}, { numbering: { reference: LIST, level: 0 } });
  }

  /**
   * Numbers and Latin words become left-to-right runs. In a right-to-left run Word would show digits in the form that is set on the
   * reader's computer.
   */
  private paragraph(spans: Span[], style: IRunStylePropertiesOptions = {}, layout: Layout = {}): Paragraph {
    return new Paragraph({
      ...layout,
      bidirectional: this.isRtl,
      children: runsOf(spans, directionOf(this.locale)).map(
        ({ text, direction, isBold }) =>
          new TextRun({ text, ...style, ...(isBold && bold), rightToLeft: direction === 'rtl' }),
      ),
    });
  }
}
