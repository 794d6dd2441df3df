'use client';

import { useRef, useState } from 'react';
import { useInBrowser } from './use-in-browser';

type Props = {
  /** The id of the element whose text is copied. */
  source: string;
  /** Which text this is, for those who hear the button alone. */
  what: string;
  labels: { copy: string; copied: string; selected: string };
};

/**
 * Copies a text that stands on the page. Where the browser allows neither way of copying, the text is left selected. Without
 * JavaScript there is no button, and a click selects the text (`.copyable-text`).
 */
export function CopyButton({ source, what, labels }: Props) {
  const isReady = useInBrowser(() => true);
  const [result, setResult] = useState('');
  const attempts = useRef(0);
  if (!isReady) return null;

  async function copy() {
    const element = document.getElementById(source);
    if (!element) return;
    const isCopied = await navigator.clipboard
      ?.writeText(element.textContent ?? '')
      .then(() => true)
      .catch(() => false);
    // A second time the same words would not be announced, so they differ by a space that nobody hears.
    const again = attempts.current++ % 2 === 0 ? '' : '\u00a0';
    setResult(`${isCopied || copySelection(element) ? labels.copied : labels.selected}${again}`);
  }

  return (
    <div className="copyable-action">
      <button type="button" className="action action-quiet" onClick={copy}>
        {labels.copy}
        <span className="sr-only"> {what}</span>
      </button>
      <span role="status">{result}</span>
    </div>
  );
}

/** The way of browsers and of pages that have no clipboard: over plain HTTP there is none. */
function copySelection(element: HTMLElement): boolean {
  const selection = getSelection();
  selection?.removeAllRanges();
  const range = document.createRange();
  range.selectNodeContents(element);
  selection?.addRange(range);
  return document.execCommand('copy');
}
