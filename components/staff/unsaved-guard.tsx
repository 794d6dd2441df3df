'use client';

import { useEffect, useRef } from 'react';
import { isTypedTextCarried } from '@/components/form/carried-values';

/**
 * Asks before the page is left while its form has text that was not saved, unless the next page gets that text. The question is the browser's own (HTML, `beforeunload`), and
 * needs JavaScript: what leads on from a form is therefore a button that saves it first.
 * @param attempt how often the form was refused: then it is not saved, although its values are those that it was rendered with
 */
export function UnsavedGuard({ attempt }: { attempt: number }) {
  const marker = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const form = marker.current?.closest('form');
    if (!form) return;
    const ask = (event: BeforeUnloadEvent) => {
      if (!isTypedTextCarried() && (attempt > 0 || hasTypedText(form))) event.preventDefault();
    };
    // Only while there may be something to lose: with such a listener some browsers do not keep the page for the Back button.
    const begin = () => addEventListener('beforeunload', ask);
    const end = () => removeEventListener('beforeunload', ask);
    if (attempt > 0) begin();
    form.addEventListener('input', begin);
    form.addEventListener('submit', end);
    return () => {
      end();
      form.removeEventListener('input', begin);
      form.removeEventListener('submit', end);
    };
  }, [attempt]);
  return <span ref={marker} hidden />;
}

/** Whether a field has another value than it was rendered with. */
function hasTypedText(form: HTMLFormElement): boolean {
  return [...form.elements].some((control) => {
    if (control instanceof HTMLSelectElement)
      return [...control.options].some(({ selected, defaultSelected }) => selected !== defaultSelected);
    if (control instanceof HTMLInputElement && control.type === 'checkbox')
      return control.checked !== control.defaultChecked;
    const isTyped = control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement;
    return isTyped && control.type !== 'hidden' && control.value !== control.defaultValue;
  });
}
