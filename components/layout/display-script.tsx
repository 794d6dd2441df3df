import { displayScript } from '@/lib/server/display-script.mjs';

/** Applies the reader's display choices before the page is painted. The Content-Security-Policy allows it by its hash. */
export function DisplayScript() {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant without any input
  return <script dangerouslySetInnerHTML={{ __html: displayScript }} />;
}
