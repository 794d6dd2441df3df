'use client';

/** Opens the print dialog of the browser. Hidden without JavaScript (`.needs-script`). */
export function PrintButton({ label }: { label: string }) {
  return (
    <button type="button" className="action needs-script" onClick={() => window.print()}>
      {label}
    </button>
  );
}
