import { Fragment, type ReactNode } from 'react';

/** A part of a line: a text that runs with the line, or one that is isolated from it, in its own direction. */
export type TextPart = string | { isolated: string };

/** The parts of a line. The browser can render them, because they are divided already: `lib/text/bidi.ts` is not loaded there. */
export const TextParts = ({ parts }: { parts: TextPart[] }): ReactNode =>
  parts.map((part, index) =>
    typeof part === 'string' ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts may be equal and do not move
      <Fragment key={index}>{part}</Fragment>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts may be equal and do not move
      <bdi key={index}>{part.isolated}</bdi>
    ),
  );
