import type { ReactNode } from 'react';

/** Renders a text so that words such as "e-government" do not break after the hyphen: a line that ends in "e-" is hard to read. */
export function NoWrap({ text }: { text: string }): ReactNode {
  const match = /\be-\w+/i.exec(text);
  if (!match) return text;
  const [word] = match;
  return (
    <>
      {text.slice(0, match.index)}
      <span className="whitespace-nowrap">{word}</span>
      <NoWrap text={text.slice(match.index + word.length)} />
    </>
  );
}
