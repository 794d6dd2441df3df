/**
 * Typed text in running text. In an Arabic sentence the Unicode Bidirectional Algorithm (UAX #9) takes a telephone number apart, moves
 * the full stop of "Inc." to the other side of the name, and turns "2024-TD-1" around. Such a run is isolated: it is set in its own
 * direction, and the text around it is set as if one neutral character stood there. See docs/decisions/056-typed-text.md.
 */
import bidiFactory from 'bidi-js';
import type { Direction } from '@/lib/i18n/locale';

const bidi = bidiFactory();

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_DIRECTIONAL_ISOLATE = '\u2069';
const DIRECTION_MARK: Record<Direction, string> = { ltr: '\u200e', rtl: '\u200f' };

/** A part of a line. `direction`: it is isolated, in this direction; `null`: it runs with the line. */
export type Part = { text: string; direction: Direction | null };

/** One line of a text, in the direction of its own content. */
export type Line = { direction: Direction; parts: Part[] };

/** From `start` to before `end`, in UTF-16 code units. */
type Run = { start: number; end: number };

const RTL = '\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufeff';
const RTL_LETTER = new RegExp(`[${RTL}]`);
const LETTER = /\p{L}/u;
/** A value that `isolated` marked, or that somebody pasted with such marks; or a mark without its partner. */
const ISOLATED = /[\u2066-\u2068]([^\u2066-\u2069]*)\u2069|[\u2066-\u2069]/g;
const LINK = /^(?:https?:\/\/|www\.)|^[^\s@]+@[^\s@]+\.[^\s@]+$/i;

/** Marks a typed value that is inserted into running text. The functions below read the mark, and leave it out where it changes nothing. */
export const isolated = (value: string): string =>
  value && `${FIRST_STRONG_ISOLATE}${value.replace(/[\u2066-\u2069]/g, '')}${POP_DIRECTIONAL_ISOLATE}`;

/** The direction of a value: that of its first letter; `ltr` for one without letters, such as a telephone number. */
export const directionOfValue = (value: string): Direction =>
  RTL_LETTER.test(LETTER.exec(value)?.[0] ?? '') ? 'rtl' : 'ltr';

/**
 * A line of running text, divided where a part must be isolated to read right: values marked by `isolated`, telephone numbers, Latin
 * names, addresses and references.
 * @param around the direction of the text to which the line belongs
 */
export function lineOf(text: string, around: Direction): Line {
  const { content, values } = withoutMarks(text);
  const direction = ownDirection(content, values, around) ?? around;
  return { direction, parts: partsOf(content, neededRuns(content, values, direction)) };
}

/** A typed value that stands alone, in its own direction. */
export const valueLine = (value: string): Line => lineOf(value, directionOfValue(value));

/**
 * Running text as plain text. Isolated parts have invisible marks around them (FSI and PDI of UAX #9). A line whose first letter would
 * give it another direction than its content has begins with a direction mark.
 * @param text any number of lines
 */
export const plainText = (text: string, around: Direction): string =>
  text
    .split('\n')
    .map((line) => {
      const { content, values } = withoutMarks(line);
      const direction = ownDirection(content, values, around);
      const marked = withMarks(content, neededRuns(content, values, direction ?? around), ' ');
      // A program takes the direction from the first letter outside of isolated parts, and without one sets the line left to right.
      const isMisread = direction !== null && directionOfValue(marked.replace(ISOLATED, '')) !== direction;
      return isMisread ? `${DIRECTION_MARK[direction]}${marked}` : marked;
    })
    .join('\n');

/** The text without its marks, and where the marked values stand in it. */
function withoutMarks(text: string): { content: string; values: Run[] } {
  const values: Run[] = [];
  let removed = 0;
  const content = text.replace(ISOLATED, (marked: string, value: string | undefined, offset: number) => {
    const start = offset - removed;
    removed += marked.length - (value?.length ?? 0);
    if (value) values.push({ start, end: start + value.length });
    return value ?? '';
  });
  return { content, values };
}

/**
 * The direction of the text around, unless the first word and most of the others have the other direction; `null` for a line without
 * words of its own, unless Arabic punctuation tells it. Marked values and links do not count.
 */
function ownDirection(content: string, values: Run[], around: Direction): Direction | null {
  const own = partsOf(content, values)
    .map(({ text, direction }) => (direction === null ? text : ' '))
    .join('');
  const directions = own
    .split(/\s+/)
    .filter((word) => LETTER.test(word) && !LINK.test(word))
    .map(directionOfValue);
  const others = directions.filter((direction) => direction !== around);
  const [first] = directions;
  if (first === undefined) return /[،؛؟]/.test(own) ? 'rtl' : null;
  return first !== around && others.length * 2 > directions.length ? first : around;
}

/** A stretch without right-to-left letters and quotation marks: Latin names, addresses and references are looked for in it. */
const STRETCH = new RegExp(`[^\\s${RTL}«»“”]+(?:[ \\u00a0][^\\s${RTL}«»“”]+)*`, 'g');
/** Not after a digit or a letter; an Arabic one, such as «و», may be written before a number. */
const NOT_IN_WORD = `(?<!(?![${RTL}])[0-9\\p{L}])`;
const GAP = '[ \\u00a0\\u202f./\\-\\u2010-\\u2012]';
/** Groups of digits; `isOneNumber` tells a telephone number from a range. */
const GROUPS = new RegExp(
  `${NOT_IN_WORD}[+(]{0,3}[0-9]+(?:(?:${GAP}[()]?|[()])${GAP}?[0-9]+)+(?: ?(?:ext|x)\\.? ?[0-9]+)?`,
  'giu',
);
/** A number with its sign, such as "+4". */
const SIGNED = new RegExp(`${NOT_IN_WORD}[+\\-\\u2212\\u00b1][0-9]+(?:[.,:][0-9]+)*`, 'gu');
/** The full stop at its end belongs to the name, not to the sentence. */
const ABBREVIATION =
  /(?:^|[\s.])(?:\p{Lu}|Ph\.D|[BM]\.Sc|Inc|Ltd|Co|Corp|Jr|Sr|Dr|Mr|Mrs|Ms|Prof|Eng|Esq|Hon|St|No|Ext|Tel|Fax|Dept|Univ|Bros|Vol|Art)\.$/u;

/** Everything in a line that may have to be isolated, in order. Of runs that overlap, marked values count alone; others are joined. */
function runsOf(content: string, values: Run[]): Run[] {
  const found = [
    ...[...content.matchAll(STRETCH)].flatMap(({ 0: stretch, index }) => latinRun(stretch, index)),
    ...[...content.matchAll(GROUPS)].flatMap(({ 0: groups, index }) =>
      isOneNumber(groups) ? [withoutPunctuation(groups, index)] : [],
    ),
    ...[...content.matchAll(SIGNED)].map(({ 0: number, index }) => ({
      start: index,
      end: index + number.length,
    })),
  ];
  const runs = [...values];
  for (const { start, end } of found.sort((a, b) => a.start - b.start)) {
    const overlapped = runs.find((run) => run.start < end && start < run.end);
    if (!overlapped) runs.push({ start, end });
    else if (!values.includes(overlapped)) overlapped.end = Math.max(overlapped.end, end);
  }
  return runs.sort((a, b) => a.start - b.start);
}

/** From the first word with a Latin letter to the last one with a letter or digit. */
function latinRun(stretch: string, index: number): Run[] {
  const words = [...stretch.matchAll(/\S+/g)];
  const first = words.find(([word]) => LETTER.test(word));
  const last = words.findLast(([word]) => /[\p{L}0-9]/u.test(word));
  if (!first || !last) return [];
  return [withoutPunctuation(stretch.slice(first.index, last.index + last[0].length), index + first.index)];
}

/** Leaves out what belongs to the sentence around: commas, the full stop, brackets around it or with a partner elsewhere. */
function withoutPunctuation(text: string, index: number): Run {
  const [, inBrackets] = /^\(([^()]*)\)$/.exec(text) ?? [];
  if (inBrackets !== undefined) return withoutPunctuation(inBrackets, index + 1);
  let run = text;
  while (/^["'’\-–—.,:;!?/]/.test(run) || isUnpaired(run, run.charAt(0))) run = run.slice(1);
  const start = index + text.length - run.length;
  while (
    /["'‘\-–—,:;!?…]$/.test(run) ||
    (run.endsWith('.') && !ABBREVIATION.test(run)) ||
    isUnpaired(run, run.charAt(run.length - 1))
  )
    run = run.slice(0, -1);
  return { start, end: start + run.length };
}

const PARTNERS: Record<string, string> = { '(': ')', ')': '(', '[': ']', ']': '[', '{': '}', '}': '{' };

/** Whether a character is a bracket of which the text has more than of its partner. */
function isUnpaired(text: string, character: string): boolean {
  const partner = PARTNERS[character];
  return partner !== undefined && text.split(character).length > text.split(partner).length;
}

/**
 * Whether groups of digits are one number, which is read from left to right: a telephone number, a day, thousands. A range such as
 * "2023-2024" and a row of years are read in the direction of the sentence.
 */
function isOneNumber(text: string): boolean {
  const groups = text.match(/[0-9]+/g) ?? [];
  const digits = groups.join('').length;
  const [beforeLast = '', last = ''] = groups.slice(-2);
  if (groups.every((group) => /^(?:19|20|21)[0-9]{2}$/.test(group))) return false;
  if (/^\+|^[+(]*0/.test(text)) return digits >= 7;
  if (groups.length > 2 && /[-\u2010-\u2012]/.test(text)) return digits >= 6;
  const isThousands = /^[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+$/.test(text);
  return isThousands || (digits >= 7 && beforeLast.length >= 3 && last.length >= 4);
}

/**
 * The runs that read otherwise without being isolated. So ordinary text gets no marks, and a mail program does not find one at the end
 * of a link.
 */
function neededRuns(content: string, values: Run[], direction: Direction): Run[] {
  if (direction === 'ltr' && !RTL_LETTER.test(content)) return [];
  const runs = runsOf(content, values);
  if (runs.length === 0) return runs;
  const bare = shownFrom(content, [], direction);
  const needed = runs.filter((run) => !isShownAsAlone(content, run, bare));
  // A run that reads right may still draw a neighbour to itself, such as the number after a Latin name.
  const [shown, wanted] = [needed, runs].map((each) => textOf(shownFrom(content, each, direction)));
  return shown === wanted ? needed : runs;
}

/** A character as it is shown: a bracket is mirrored in right-to-left text. `index`: where it stands in the line. */
type Shown = { index: number; character: string };

const textOf = (characters: Shown[]): string => characters.map(({ character }) => character).join('');

/** Whether a run is shown within its line in one piece, as when it stands alone. */
function isShownAsAlone(content: string, { start, end }: Run, line: Shown[]): boolean {
  const isOfRun = ({ index }: Shown) => start <= index && index < end;
  const alone = textOf(shownFrom(content.slice(start, end), [], undefined));
  const first = line.findIndex(isOfRun);
  const run = line.slice(first, first + alone.length);
  return run.every(isOfRun) && textOf(run) === alone;
}

/** The characters of a line from left to right, with these runs isolated. */
function shownFrom(content: string, runs: Run[], direction: Direction | undefined): Shown[] {
  const marked = withMarks(content, runs, '');
  const embedding = bidi.getEmbeddingLevels(marked, direction);
  let index = 0;
  const characters = marked.split('').map((character, place): Shown => {
    const isRtl = (embedding.levels[place] ?? 0) % 2 === 1;
    const shown = (isRtl && bidi.getMirroredCharacter(character)) || character;
    return { index: /[\u2068\u2069]/.test(character) ? -1 : index++, character: shown };
  });
  return bidi
    .getReorderedIndices(marked, embedding)
    .flatMap((place) => characters[place] ?? [])
    .filter(({ character }) => !/[\u200e\u200f\u2068\u2069]/.test(character));
}

/** @param afterLink stands between a link and the mark after it, which a mail program would take for a part of the link */
const withMarks = (content: string, runs: Run[], afterLink: string): string =>
  partsOf(content, runs)
    .map(({ text, direction }) => {
      if (direction === null) return text;
      const isLink = LINK.test(text.split(/\s/).at(-1) ?? '');
      return `${FIRST_STRONG_ISOLATE}${text}${isLink ? afterLink : ''}${POP_DIRECTIONAL_ISOLATE}`;
    })
    .join('');

/** The runs of a line and what is between them, in order. */
function partsOf(content: string, runs: Run[]): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const { start, end } of runs) {
    const text = content.slice(start, end);
    parts.push(
      { text: content.slice(from, start), direction: null },
      { text, direction: directionOfValue(text) },
    );
    from = end;
  }
  parts.push({ text: content.slice(from), direction: null });
  return parts.filter(({ text }) => text !== '');
}
