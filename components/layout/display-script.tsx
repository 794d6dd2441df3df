import { displayScript } from '@/lib/server/display-script.mjs';

/** Sets what the reader chose before the page is painted; the policy names it by its hash. */
export function DisplayScript() {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours
  return <script dangerouslySetInnerHTML={{ __html: displayScript }} />;
}
