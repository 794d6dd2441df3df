'use client';

import { useInBrowser } from '@/components/ui/use-in-browser';

type Props = { label: string; title: string; text: string; url: string };

/** A button that opens the share dialog of the device (Web Share API); nothing where the browser has none. */
export function ShareSheetButton({ label, ...content }: Props) {
  const isSupported = useInBrowser(() => typeof navigator.share === 'function');
  if (!isSupported) return null;
  return (
    <li>
      {/* The promise also rejects when the reader closes the dialog without sharing. That is no error. */}
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
