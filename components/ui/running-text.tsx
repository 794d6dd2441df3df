import type { ReactNode } from 'react';
import type { Direction } from '@/lib/i18n/locale';
import { type Line, lineOf, valueLine } from '@/lib/text/bidi';
import { type TextPart, TextParts } from './text-parts';

/**
 * A typed value, such as a name or a reason: in its own direction, whatever stands around it, and with telephone numbers and names of
 * the other direction in theirs.
 */
export function TypedText({ text, className }: { text: string | null; className?: string }) {
  return (
    <bdi className={className}>
      <TypedParts text={text} />
    </bdi>
  );
}

/** The same for an element that has no other text and takes its direction from it by `dir="auto"`. */
export const TypedParts = ({ text }: { text: string | null }): ReactNode => (
  <TextParts parts={typedParts(text)} />
);

/** The parts of a typed value, for components of the browser. */
export const typedParts = (text: string | null): TextPart[] => partsOf(valueLine(text ?? ''));

/**
 * Running text into which values were put, or which somebody typed. Each line has the direction of its own content.
 * @param around the direction of the page or the email
 */
export function RunningText({ text, around }: { text: string; around: Direction }) {
  return text
    .split('\n')
    .map((typed) => lineOf(typed, around))
    .map((line, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: lines may be equal and do not move
      <span key={index} dir={line.direction} className="block">
        <TextParts parts={partsOf(line)} />
      </span>
    ));
}

const partsOf = ({ parts }: Line): TextPart[] =>
  parts.map(({ text, direction }) => (direction ? { isolated: text } : text));
