'use client';

import { type ChangeEvent, useEffect, useId, useRef } from 'react';
import { displayKey } from '@/lib/server/display-script.mjs';

export type DisplayLabels = {
  summary: string;
  groups: { name: string; legend: string; choices: { value: string; label: string }[] }[];
};

/**
 * Lets a reader choose text size and contrast (WCAG 1.4.4, 1.4.6). The choice is stored on the device. Without JavaScript the
 * controls would not work, so they are hidden; the browser's own zoom remains.
 */
export function DisplayControls({ labels }: { labels: DisplayLabels }) {
  const id = useId();
  const controls = useRef<HTMLDetailsElement>(null);

  useEffect(() => {
    const checkChosen = () => {
      for (const input of controls.current?.querySelectorAll('input') ?? []) {
        const chosen = document.documentElement.dataset[input.dataset.name ?? ''];
        if (input.value === chosen) input.checked = true;
      }
    };
    checkChosen();
    // The display script in the head listens to the same events, and its listener ran before.
    for (const event of ['pageshow', 'storage']) addEventListener(event, checkChosen);
    return () => {
      for (const event of ['pageshow', 'storage']) removeEventListener(event, checkChosen);
    };
  }, []);

  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const name = target.dataset.name ?? '';
    document.documentElement.dataset[name] = target.value;
    try {
      localStorage.setItem(displayKey(name), target.value);
    } catch {
      // Without storage the choice holds for this page only.
    }
  };

  return (
    <details ref={controls} className="display needs-script">
      <summary className="quiet-link">{labels.summary}</summary>
      <div className="display-panel">
        {labels.groups.map(({ name, legend, choices }) => (
          <fieldset key={name}>
            <legend>{legend}</legend>
            {choices.map(({ value, label }, index) => (
              <label key={value}>
                <input
                  type="radio"
                  name={`${id}${name}`}
                  data-name={name}
                  value={value}
                  defaultChecked={index === 0}
                  onChange={choose}
                />{' '}
                {label}
              </label>
            ))}
          </fieldset>
        ))}
      </div>
    </details>
  );
}
