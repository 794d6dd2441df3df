'use client';

import { useSyncExternalStore } from 'react';

type Props = { label: string; title: string; text: string; url: string };

const never = () => () => {};

/** Opens the device's own way of sharing; nothing where there is none. */
export function ShareSheetButton({ label, ...content }: Props) {
  const isOffered = useSyncExternalStore(
    never,
    () => typeof navigator.share === 'function',
    () => false,
  );
  if (!isOffered) return null;
  return (
    <li>
      {/* Closing the sheet without sharing is refused as an error, and is none. */}
      <button
        type="button"
        className="action action-quiet"
        onClick={() => navigator.share(content).catch(() => {})}
      >
        {label}
      </button>
    </li>
  );
}
