'use client';

import { useInBrowser } from '@/components/ui/use-in-browser';

type Props = { label: string; title: string; text: string; url: string };

/** Opens the device's own way of sharing; nothing where there is none. */
export function ShareSheetButton({ label, ...content }: Props) {
  const isOffered = useInBrowser(() => typeof navigator.share === 'function');
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
