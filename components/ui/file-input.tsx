'use client';

import { useEffect, useRef, useState } from 'react';
import type { ControlProps } from './field';

export type FileLabels = { chooseFile: string; noFile: string };

type Props = {
  controlProps: ControlProps;
  accept?: string | undefined;
  required: boolean;
  labels: FileLabels;
};

/**
 * An input for a file with a button in the language of the page: browsers label theirs in their own. The input lies invisibly over the
 * button, so that it is pressed, focused and dropped on as ever. Without JavaScript the browser's own control is shown, because only
 * that says which file was chosen.
 */
export function FileInput({ controlProps, accept, required, labels }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  useEffect(() => {
    // React resets a form after its action, and the input forgets its file.
    const form = input.current?.form;
    const forget = () => setName('');
    form?.addEventListener('reset', forget);
    return () => form?.removeEventListener('reset', forget);
  }, []);
  const shown = name || labels.noFile;
  const nameId = `${controlProps.id}-name`;
  return (
    <div className="file-input">
      <input
        {...controlProps}
        ref={input}
        type="file"
        accept={accept}
        required={required}
        title={shown}
        aria-describedby={[controlProps['aria-describedby'], nameId].filter(Boolean).join(' ')}
        onChange={({ target }) => setName(target.files?.[0]?.name ?? '')}
      />
      <span className="action action-quiet" aria-hidden="true">
        {labels.chooseFile}
      </span>
      <bdi id={nameId} className="file-name" aria-hidden="true">
        {shown}
      </bdi>
    </div>
  );
}
