import type { ReactNode } from 'react';

/** Keeps "e-government" and its like whole: at the end of a line an "e-" says nothing. */
export function NoWrap({ text }: { text: string }): ReactNode {
  const found = /\be-\w+/i.exec(text);
  if (!found) return text;
  const [word] = found;
  return (
    <>
      {text.slice(0, found.index)}
      <span className="whitespace-nowrap">{word}</span>
      <NoWrap text={text.slice(found.index + word.length)} />
    </>
  );
}
