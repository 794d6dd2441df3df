import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openForm, Site, sendForm } from '../support/site';
import { expect, test } from '../support/test';

/** A copy of this checkout with a changed action, built from nothing. */
function buildUpgrade(): string {
  const folder = join(process.cwd(), '.data', 'upgrade');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const rooms = ['app', 'components', 'lib', 'messages', 'prisma', 'public'];
  const files = [
    'package.json',
    'tsconfig.json',
    'next.config.ts',
    'tailwind.config.ts',
    'postcss.config.mjs',
  ];
  for (const name of [...rooms, ...files, 'proxy.ts', 'instrumentation.ts']) {
    cpSync(name, join(folder, name), { recursive: true });
  }
  // Hard links: the copy of the packages takes no room and no time.
  expect(spawnSync('cp', ['-al', 'node_modules', folder]).status).toBe(0);
  appendFileSync(
    join(folder, 'app/[locale]/rsvp/actions.ts'),
    '\nexport async function addedByTheUpgrade(): Promise<number> {\n  return 1;\n}\n',
  );
  const built = spawnSync(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_ENV: 'production' },
    encoding: 'utf8',
  });
  expect(built.status, built.stdout + built.stderr).toBe(0);
  return folder;
}

test('a form that was open during an upgrade is accepted after it', async ({ site }) => {
  test.setTimeout(300_000);
  const form = await openForm(`${site.origin}/ar/rsvp`);
  const folder = buildUpgrade();
  const upgraded = await Site.start({ folder });
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
