import { type Direction, directionOf, type Locale, otherLocale } from '@/lib/i18n/locale';
import { palette } from '@/lib/meeting/palette';
import { directionOfValue, isolated, type Line, lineOf, plainText, valueLine } from '@/lib/text/bidi';

/**
 * The parts of an email. The plain text and the HTML are made from the same blocks, so both say the same. A typed value within a text or
 * a heading is marked by `isolated`.
 */
export type Block =
  | { kind: 'text'; text: string }
  /** An array is a list of short texts, none of which is divided between two lines. */
  | { kind: 'facts'; heading: string; rows: { label: string; value: string | string[] }[] }
  | {
      kind: 'changes';
      heading: string;
      words: { was: string; became: string };
      rows: { label: string; was: string; became: string }[];
    }
  | { kind: 'button'; label: string; url: string }
  | { kind: 'link'; label: string; url: string }
  | { kind: 'code'; code: string };

/** The part of an email in one language. Emails have the reader's language first, and the other one below. */
export type Passage = { locale: Locale; blocks: Block[] };

/** Stands between the passages of a plain text. */
const BETWEEN_PASSAGES = '\n\n----------\n\n';

export function asText(passages: Passage[]): string {
  return passages
    .map(({ locale, blocks }) => blocks.map((block) => blockAsText(block, directionOf(locale))).join('\n\n'))
    .join(BETWEEN_PASSAGES);
}

/** The passages of a plain text that `asText` made, each with its paragraphs. @param language of the first passage */
export const passagesOf = (text: string, language: Locale): { locale: Locale; paragraphs: string[] }[] =>
  text.split(BETWEEN_PASSAGES).map((passage, index) => ({
    locale: index === 0 ? language : otherLocale(language),
    paragraphs: passage.split(/\n{2,}/),
  }));

function blockAsText(block: Block, direction: Direction): string {
  const text = (lines: string[]) => plainText(lines.join('\n'), direction);
  switch (block.kind) {
    case 'text':
      return text([block.text]);
    case 'facts':
      return text([
        block.heading,
        ...block.rows.map(({ label, value }) => `${label}: ${[value].flat().map(isolated).join(' ')}`),
      ]);
    case 'changes':
      return text([
        block.heading,
        ...block.rows.flatMap(({ label, was, became }) => [
          `${label}:`,
          `- ${block.words.was}: ${isolated(was)}`,
          `- ${block.words.became}: ${isolated(became)}`,
        ]),
      ]);
    case 'button':
    case 'link':
      return `${block.label}:\n${block.url}`;
    case 'code':
      return block.code;
  }
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** HTML source that is already escaped. `html` escapes strings, and inserts `Markup` as it is. */
class Markup {
  constructor(readonly source: string) {}
}
function html(strings: TemplateStringsArray, ...values: (string | Markup | Markup[])[]): Markup {
  const escaped = values.map((value) => {
    if (typeof value === 'string')
      return value.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
    return [value]
      .flat()
      .map(({ source }) => source)
      .join('');
  });
  return new Markup(String.raw({ raw: strings }, ...escaped));
}

const { ink: INK, gold: GOLD, brightGold: BAND, quiet: QUIET, line: LINE, ground: GROUND } = palette;
const FONT = "font-family:'Segoe UI',Tahoma,Arial,sans-serif";

/**
 * The dark scheme, for mail programs that read a style element (Apple Mail, Outlook on the web, Thunderbird). Others show the light
 * colours or invert them. Inverting works because each element sets its background together with its text colour.
 */
const DARK = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.ground{background:#131417!important}.sheet{background:#1e2024!important}.ink{color:#e9eaec!important}.quiet{color:#b9bdc3!important}
.gold{color:#dcc37d!important}.action{background:#dcc37d!important;color:#131417!important}.line{border-color:#3a3d43!important}
}`;

/**
 * The HTML of an email. It has tables and inline styles, because Outlook and Gmail support little else. Each cell has its direction
 * and language, because some mail programs drop those of the body.
 * @param title the document's title, for mail programs that show it
 */
export function asHtml(title: string, passages: Passage[]): string {
  const [first] = passages;
  const locale = first?.locale ?? 'ar';
  const dir = directionOf(locale);
  return html`<!DOCTYPE html>
<html lang="${locale}" dir="${dir}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${title}</title>
<style>${new Markup(DARK)}</style></head>
<body lang="${locale}" dir="${dir}" class="ground" style="margin:0;padding:0;background:${GROUND}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="ground" bgcolor="${GROUND}" style="background:${GROUND}"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="sheet" bgcolor="#ffffff" style="max-width:600px;background:#ffffff;border-top:4px solid ${BAND}">
${passages.map(passageAsHtml)}
</table>
</td></tr></table>
</body>
</html>
`.source;
}

/** The side on which text of a direction begins. */
const startOf = (direction: Direction) => (direction === 'rtl' ? 'right' : 'left');

function passageAsHtml({ locale, blocks }: Passage, index: number): Markup {
  const dir = directionOf(locale);
  const align = startOf(dir);
  const rule = index > 0 ? `border-top:1px solid ${LINE};` : '';
  const size = index > 0 ? '14px' : '16px';
  return html`<tr><td lang="${locale}" dir="${dir}" class="sheet ink line" align="${align}" style="background:#ffffff;${rule}padding:24px;${FONT};font-size:${size};line-height:1.75;color:${INK};text-align:${align}">
${blocks.map((block) => blockAsHtml(block, locale))}
</td></tr>`;
}

function blockAsHtml(block: Block, locale: Locale): Markup {
  const dir = directionOf(locale);
  const align = startOf(dir);
  switch (block.kind) {
    case 'text':
      return html`${paragraphs(block.text, dir).map(
        ({ direction, lines }, index, all) =>
          html`<p lang="${locale}" dir="${direction}" style="margin:0 0 ${index < all.length - 1 ? '0' : '16px'};text-align:${startOf(direction)}">${joinWith('<br>', lines)}</p>
`,
      )}`;
    case 'facts':
      return tableAsHtml(
        block.heading,
        block.rows.map(({ label, value }) => ({ label, lines: [valueAsHtml(value)] })),
        locale,
      );
    case 'changes':
      return tableAsHtml(
        block.heading,
        block.rows.map(({ label, was, became }) => ({
          label,
          lines: [
            html`${block.words.was}: ${valueAsHtml(was)}`,
            html`${block.words.became}: <strong>${valueAsHtml(became)}</strong>`,
          ],
        })),
        locale,
      );
    case 'link':
      return html`<p lang="${locale}" dir="${dir}" style="margin:0 0 16px;text-align:${align}"><a href="${block.url}" class="gold" style="color:${GOLD}">${block.label}</a></p>
`;
    case 'button':
      return html`<p lang="${locale}" dir="${dir}" style="margin:0 0 8px;text-align:${align}"><a href="${block.url}" class="action" style="display:inline-block;padding:12px 24px;font-weight:bold;background:${GOLD};color:#ffffff;text-decoration:none;border-radius:4px">${block.label}</a></p>
<p dir="ltr" class="quiet" align="${align}" style="margin:0 0 16px;font-size:12px;line-height:1.5;color:${QUIET};text-align:${align};word-break:break-all">${block.url}</p>
`;
    case 'code':
      return html`<p dir="ltr" align="center" style="margin:0 0 16px;text-align:center;font-size:28px;font-weight:bold;line-height:1.6">${block.code}</p>
`;
  }
}

/** The parts with an HTML element between each two of them. */
const joinWith = (element: '<br>' | '<wbr>', parts: (string | Markup)[]): Markup[] =>
  parts.map((part, index) => html`${index > 0 ? new Markup(element) : ''}${part}`);

/** Lets a long e-mail address break after the "@", so that the domain is whole on the second line. */
const breakAfterAt = (text: string): Markup[] => joinWith('<wbr>', text.split(/(?<=@)/));

/** The lines of a text, grouped by direction: some mail programs know no other direction than that of a paragraph. */
function paragraphs(text: string, around: Direction): { direction: Direction; lines: Markup[] }[] {
  const groups: { direction: Direction; lines: Markup[] }[] = [];
  for (const line of text.split('\n').map((line) => lineOf(line, around))) {
    const group = groups.at(-1);
    const shown = html`${lineAsHtml(line)}`;
    if (group?.direction === line.direction) group.lines.push(shown);
    else groups.push({ direction: line.direction, lines: [shown] });
  }
  return groups;
}

/** Isolated parts are elements with a direction, because Outlook on Windows knows neither `bdi` nor `dir="auto"`. */
const lineAsHtml = (
  { parts }: Line,
  content: (text: string) => Markup[] = (text) => [html`${text}`],
): Markup[] =>
  parts.map(({ text, direction }) =>
    direction ? html`<span dir="${direction}">${content(text)}</span>` : html`${content(text)}`,
  );

function valueAsHtml(value: string | string[]): Markup {
  const asItem = (item: string) =>
    html`<span dir="${directionOfValue(item)}" style="white-space:nowrap">${item}</span> `;
  if (typeof value !== 'string') return html`${value.map(asItem)}`;
  const line = valueLine(value);
  return html`<span dir="${line.direction}">${lineAsHtml(line, breakAfterAt)}</span>`;
}

/** A heading, and below it a table with one row for each label and its lines. */
function tableAsHtml(heading: string, rows: { label: string; lines: Markup[] }[], locale: Locale): Markup {
  const dir = directionOf(locale);
  const align = startOf(dir);
  const cell = `border-bottom:1px solid ${LINE};${FONT};font-size:15px;line-height:1.6;text-align:${align}`;
  return html`<p lang="${locale}" dir="${dir}" class="gold" style="margin:8px 0 4px;text-align:${align};font-weight:bold;color:${GOLD}">${lineAsHtml(lineOf(heading, dir))}</p>
<table lang="${locale}" dir="${dir}" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px">
${rows.map(
  ({ label, lines }) =>
    html`<tr><th scope="row" dir="${dir}" class="quiet line" align="${align}" valign="top" width="38%" style="padding:6px 0;${cell};font-weight:normal;color:${QUIET}">${label}</th><td dir="${dir}" class="ink line" align="${align}" valign="top" style="padding:6px 8px;${cell};color:${INK};word-break:break-word">${joinWith('<br>', lines)}</td></tr>
`,
)}</table>
`;
}
