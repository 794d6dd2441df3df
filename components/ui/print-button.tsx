'use client';

/** Opens the browser's own way of printing; where there is no JavaScript it is not shown. */
export function PrintButton({ label }: { label: string }) {
  return (
    <button type="button" className="action needs-script" onClick={() => window.print()}>
      {label}
    </button>
  );
}
