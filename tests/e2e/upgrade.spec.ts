import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, copyCheckout } from '../support/checkout';
import { openForm, Site, sendForm } from '../support/site';
import { builtIn } from '../support/site-process';
import { expect, test } from '../support/test';

/** A copy of this checkout with a changed action, built from nothing. */
function buildUpgrade(): string {
  const folder = copyCheckout('upgrade');
  appendFileSync(
    join(folder, 'app/[locale]/rsvp/actions.ts'),
    '\nexport async function addedByTheUpgrade(): Promise<number> {\n  return 1;\n}\n',
  );
  build(folder);
  return folder;
}

test('a form that was open during an upgrade is accepted after it', async ({ site }) => {
  test.setTimeout(300_000);
  const form = await openForm(`${site.origin}/ar/rsvp`);
  const folder = buildUpgrade();
  const upgraded = await Site.start({ built: builtIn(folder) });
  try {
    const typed = { fullName: 'سلمى المثال', jobTitle: 'مديرة', email: 'salma@example.org' };
    const answer = await sendForm({ ...form, address: `${upgraded.origin}/ar/rsvp` }, typed);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/ar/rsvp/thanks');
    expect(upgraded.registrations('salma@example.org')).toHaveLength(1);
  } finally {
    await upgraded.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
