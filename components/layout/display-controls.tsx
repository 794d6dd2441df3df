'use client';

import { type ChangeEvent, useEffect, useId, useRef } from 'react';
import { displayKey } from '@/lib/server/display-script.mjs';

export type DisplayLabels = {
  summary: string;
  groups: { name: string; legend: string; choices: { value: string; label: string }[] }[];
};

/**
 * Text size and contrast, kept on this device (WCAG 1.4.4, 1.4.6). Without scripts they could do nothing and are not shown:
 * browsers have a zoom of their own.
 */
export function DisplayControls({ labels }: { labels: DisplayLabels }) {
  const id = useId();
  const controls = useRef<HTMLDetailsElement>(null);

  useEffect(() => {
    const check = () => {
      for (const input of controls.current?.querySelectorAll('input') ?? []) {
        const chosen = document.documentElement.dataset[input.dataset.name ?? ''];
        if (input.value === chosen) input.checked = true;
      }
    };
    check();
    // The script in the head has listened to the same before.
    for (const event of ['pageshow', 'storage']) addEventListener(event, check);
    return () => {
      for (const event of ['pageshow', 'storage']) removeEventListener(event, check);
    };
  }, []);

  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const name = target.dataset.name ?? '';
    document.documentElement.dataset[name] = target.value;
    try {
      localStorage.setItem(displayKey(name), target.value);
    } catch {
      // A browser that keeps nothing still shows this page as it was chosen.
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
