'use client';

import { useRef, useState } from 'react';
import { ChangingText } from './changing-text';
import { useInBrowser } from './use-in-browser';

type Props = {
  /** The id of the element whose text is copied. */
  source: string;
  /** Which text is copied, for screen readers: there are several such buttons on a page. */
  textName: string;
  labels: { copy: string; copied: string; selected: string };
};

/**
 * Copies the text of an element on the page. If the browser allows neither way of copying, the text stays selected. Without
 * JavaScript there is no button, but a click selects the text (`.copyable-text`).
 */
export function CopyButton({ source, textName, labels }: Props) {
  const isHydrated = useInBrowser(() => true);
  const [result, setResult] = useState('');
  const attempts = useRef(0);
  if (!isHydrated) return null;

  async function copy() {
    const element = document.getElementById(source);
    if (!element) return;
    const isCopied = await navigator.clipboard
      ?.writeText(element.textContent ?? '')
      .then(() => true)
      .catch(() => false);
    // A screen reader does not announce the same text twice, so every other time a no-break space makes it another text.
    const suffix = attempts.current++ % 2 === 0 ? '' : '\u00a0';
    setResult(`${isCopied || copySelection(element) ? labels.copied : labels.selected}${suffix}`);
  }

  return (
    <div className="copyable-action">
      <button type="button" className="action action-quiet" onClick={copy}>
        {labels.copy}
        <span className="sr-only"> {textName}</span>
      </button>
      <span role="status">{result && <ChangingText text={result} />}</span>
    </div>
  );
}

/** Copies with the older `execCommand`. Pages over plain HTTP and old browsers have no `navigator.clipboard`. */
function copySelection(element: HTMLElement): boolean {
  const selection = getSelection();
  selection?.removeAllRanges();
  const range = document.createRange();
  range.selectNodeContents(element);
  selection?.addRange(range);
  return document.execCommand('copy');
}
