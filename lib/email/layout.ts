import { directionOf, type Locale } from '@/lib/i18n/locale';
import { palette } from '@/lib/meeting/palette';

/** The parts of an email. The plain text and the HTML are made from the same blocks, so both say the same. */
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

export function asText(passages: Passage[]): string {
  return passages.map(({ blocks }) => blocks.map(blockAsText).join('\n\n')).join('\n\n----------\n\n');
}

function blockAsText(block: Block): string {
  switch (block.kind) {
    case 'text':
      return block.text;
    case 'facts':
      return [
        block.heading,
        ...block.rows.map(({ label, value }) => `${label}: ${[value].flat().join(' ')}`),
      ].join('\n');
    case 'changes':
      return [
        block.heading,
        ...block.rows.flatMap(({ label, was, became }) => [
          `${label}:`,
          `- ${block.words.was}: ${was}`,
          `- ${block.words.became}: ${became}`,
        ]),
      ].join('\n');
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

function passageAsHtml({ locale, blocks }: Passage, index: number): Markup {
  const dir = directionOf(locale);
  const align = dir === 'rtl' ? 'right' : 'left';
  const rule = index > 0 ? `border-top:1px solid ${LINE};` : '';
  const size = index > 0 ? '14px' : '16px';
  return html`<tr><td lang="${locale}" dir="${dir}" class="sheet ink line" align="${align}" style="background:#ffffff;${rule}padding:24px;${FONT};font-size:${size};line-height:1.75;color:${INK};text-align:${align}">
${blocks.map((block) => blockAsHtml(block, locale))}
</td></tr>`;
}

function blockAsHtml(block: Block, locale: Locale): Markup {
  const dir = directionOf(locale);
  const align = dir === 'rtl' ? 'right' : 'left';
  switch (block.kind) {
    case 'text':
      return html`<p lang="${locale}" dir="${dir}" style="margin:0 0 16px;text-align:${align}">${joinWith('<br>', block.text.split('\n'))}</p>
`;
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
            html`${block.words.was}: <span dir="auto">${breakAfterAt(was)}</span>`,
            html`${block.words.became}: <strong dir="auto">${breakAfterAt(became)}</strong>`,
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

const valueAsHtml = (value: string | string[]): Markup =>
  typeof value === 'string'
    ? html`<span dir="auto">${breakAfterAt(value)}</span>`
    : html`${value.map((item) => html`<span dir="auto" style="white-space:nowrap">${item}</span> `)}`;

/** A heading, and below it a table with one row for each label and its lines. */
function tableAsHtml(heading: string, rows: { label: string; lines: Markup[] }[], locale: Locale): Markup {
  const dir = directionOf(locale);
  const align = dir === 'rtl' ? 'right' : 'left';
  const cell = `border-bottom:1px solid ${LINE};${FONT};font-size:15px;line-height:1.6;text-align:${align}`;
  return html`<p lang="${locale}" dir="${dir}" class="gold" style="margin:8px 0 4px;text-align:${align};font-weight:bold;color:${GOLD}">${heading}</p>
<table lang="${locale}" dir="${dir}" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px">
${rows.map(
  ({ label, lines }) =>
    html`<tr><th scope="row" dir="${dir}" class="quiet line" align="${align}" valign="top" width="38%" style="padding:6px 0;${cell};font-weight:normal;color:${QUIET}">${label}</th><td dir="${dir}" class="ink line" align="${align}" valign="top" style="padding:6px 8px;${cell};color:${INK};word-break:break-word">${joinWith('<br>', lines)}</td></tr>
`,
)}</table>
`;
}
