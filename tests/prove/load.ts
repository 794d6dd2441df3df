import { TestRunner } from 'vitest';
import { nameOf } from '@/tests/support/builders';
import { hiddenFields, networkOf } from '@/tests/support/site';
import { until as waited } from '@/tests/support/timing';

/** The hidden fields of a newly opened form. It may be sent many times, each time with another id. */
export async function openedForm(origin: string): Promise<[string, string][]> {
  return hiddenFields(await (await fetch(`${origin}/ar/rsvp`)).text());
}

export const emailOf = (person: number): string => `person-${person}@example.org`;

/** The values of person number n. Every field is filled in, so that a form that comes back can be compared completely. */
export const valuesOf = (person: number): Record<string, string> => ({
  fullName: nameOf(person),
  jobTitle: 'مديرة برنامج الحكومة الرقمية',
  email: emailOf(person),
  presentationTitle: `الهوية الرقمية ${person}`,
  country: 'PS',
  organization: 'هيئة المثال',
});

/** Whether a page contains everything that person number n typed. */
export const keepsValues = (page: string, person: number): boolean =>
  Object.values(valuesOf(person)).every((value) => page.includes(`value="${value}"`)) &&
  page.includes('value="PS" selected');

/**
 * Confirms person number n by plain POST, as a browser without JavaScript does.
 * @returns the response's status (303 if the confirmation was acknowledged), or 0 if there was no response
 */
export async function confirm(
  origin: string,
  hidden: [string, string][],
  person: number,
): Promise<{ status: number; body: string; ms: number }> {
  const form = new FormData();
  for (const [name, value] of hidden) form.append(name, name === 'formId' ? `form-${person}` : value);
  for (const [name, value] of Object.entries(valuesOf(person))) form.append(name, value);
  const since = performance.now();
  try {
    const send = () =>
      fetch(`${origin}/ar/rsvp`, {
        method: 'POST',
        body: form,
        redirect: 'manual',
        headers: { 'x-forwarded-for': networkOf(person), origin },
        signal: AbortSignal.timeout(60_000),
      });
    let response = await send();
    // While the site starts, it redirects to the same form.
    for (let attempt = 0; response.status === 307 && attempt < 20; attempt++) response = await send();
    const body = response.status === 303 ? '' : await response.text();
    return { status: response.status, body, ms: performance.now() - since };
  } catch {
    return { status: 0, body: '', ms: performance.now() - since };
  }
}

/** The health that a site reports: `ok` or `degraded`. */
export const healthOf = async (origin: string): Promise<string> =>
  (await (await fetch(`${origin}/health`)).json()).status;

/** Calls `work` for each number below `count`, `atOnce` at a time. */
export async function forEach(
  count: number,
  atOnce: number,
  work: (n: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** Waits for a condition. @throws Error if it is not met in time, which ends the proof */
export async function until(holds: () => Promise<boolean> | boolean, withinMs: number): Promise<void> {
  if ((await waited(holds, withinMs)) === null) throw new Error(`it does not hold after ${withinMs} ms`);
}

declare module 'vitest' {
  interface TaskMeta {
    /** The measured figures, for `docs/results/prove.json`. */
    figures?: string[];
  }
}

/** Prints a figure of the running proof, and passes it to the reporter. */
export function figure(text: string): void {
  console.log(`   ▸ ${text}`);
  const proof = TestRunner.getCurrentTest();
  if (proof) proof.meta.figures = [...(proof.meta.figures ?? []), text];
}

/** The main message of a page: the text of its error summary, otherwise of the whole page, without tags. */
export function noticeOf(page: string): string {
  const from = Math.max(page.indexOf('notice-error'), page.indexOf('<main'));
  return page
    .slice(from)
    .replace(/<script[\s\S]*?<\/script>|<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 300);
}
