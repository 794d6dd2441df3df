import { TestRunner } from 'vitest';
import { nameOf } from '@/tests/support/builders';
import { hiddenFields, networkOf } from '@/tests/support/site';
import { until as waited } from '@/tests/support/timing';

/** The hidden fields of the form as it stands now: one opening may be sent many times, each with an id of its own. */
export async function openedForm(origin: string): Promise<[string, string][]> {
  return hiddenFields(await (await fetch(`${origin}/ar/rsvp`)).text());
}

export const emailOf = (person: number): string => `person-${person}@example.org`;

/** What person number n types: every field, so that a form that comes back can be held against all of it. */
export const typedBy = (person: number): Record<string, string> => ({
  fullName: nameOf(person),
  jobTitle: 'مديرة برنامج الحكومة الرقمية',
  email: emailOf(person),
  presentationTitle: `الهوية الرقمية ${person}`,
  country: 'PS',
  organization: 'هيئة المثال',
});

/** Whether a page still has everything that person number n typed. */
export const keepsTyped = (page: string, person: number): boolean =>
  Object.values(typedBy(person)).every((value) => page.includes(`value="${value}"`)) &&
  page.includes('value="PS" selected');

/**
 * Person number n confirms by plain POST, as a browser without JavaScript does.
 * @returns the status of the answer, 0 where there was none; a redirect is one that was acknowledged
 */
export async function confirm(
  origin: string,
  hidden: [string, string][],
  person: number,
): Promise<{ status: number; body: string; ms: number }> {
  const form = new FormData();
  for (const [name, value] of hidden) form.append(name, name === 'formId' ? `form-${person}` : value);
  for (const [name, value] of Object.entries(typedBy(person))) form.append(name, value);
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
    let answer = await send();
    // While the site starts it asks for the form once more.
    for (let tries = 0; answer.status === 307 && tries < 20; tries++) answer = await send();
    const body = answer.status === 303 ? '' : await answer.text();
    return { status: answer.status, body, ms: performance.now() - since };
  } catch {
    return { status: 0, body: '', ms: performance.now() - since };
  }
}

/** How a site says it stands: `ok` or `degraded`. */
export const standing = async (origin: string): Promise<string> =>
  (await (await fetch(`${origin}/health`)).json()).status;

/** Does it for each number below `count`, some at a time. */
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

/** Waits until it holds; a proof ends where it does not in time. */
export async function until(holds: () => Promise<boolean> | boolean, withinMs: number): Promise<void> {
  if ((await waited(holds, withinMs)) === null) throw new Error(`it does not hold after ${withinMs} ms`);
}

declare module 'vitest' {
  interface TaskMeta {
    /** What the proof measured, for `docs/results/prove.json`. */
    figures?: string[];
  }
}

/** Prints a figure of the running proof, and hands it to the reporter. */
export function figure(text: string): void {
  console.log(`   ▸ ${text}`);
  const proof = TestRunner.getCurrentTest();
  if (proof) proof.meta.figures = [...(proof.meta.figures ?? []), text];
}

/** What a page that came back says first: the text of its error summary, else of the whole page, without its marks. */
export function noticeOf(page: string): string {
  const from = Math.max(page.indexOf('notice-error'), page.indexOf('<main'));
  return page
    .slice(from)
    .replace(/<script[\s\S]*?<\/script>|<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 300);
}
