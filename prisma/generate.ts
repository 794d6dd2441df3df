/** Generates the clients of both databases from the one set of models: part of `npm ci`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { clientFolder, modelsFor, type Provider } from '@/lib/db/models';

const folder = mkdtempSync(join(tmpdir(), 'models-'));
for (const provider of ['sqlite', 'postgresql'] satisfies Provider[]) {
  const schema = join(folder, `${provider}.prisma`);
  const output = JSON.stringify(resolve(clientFolder[provider]));
  writeFileSync(schema, modelsFor(provider).replace('"./client"', output));
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/prisma/build/index.js', 'generate', '--no-hints', '--schema', schema],
    { stdio: 'inherit' },
  );
  if (status !== 0) process.exit(1);
}
rmSync(folder, { recursive: true });
