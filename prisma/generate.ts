/** Generates the clients of both databases from the one set of models, side by side: part of `npm ci`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { clientFolder, modelsFor, type Provider } from '@/lib/db/models';

const folder = mkdtempSync(join(tmpdir(), 'models-'));
const generated = await Promise.all((['sqlite', 'postgresql'] satisfies Provider[]).map(generate));
rmSync(folder, { recursive: true });
if (generated.includes(false)) process.exit(1);

/** @returns whether it succeeded */
async function generate(provider: Provider): Promise<boolean> {
  const schema = join(folder, `${provider}.prisma`);
  const output = JSON.stringify(resolve(clientFolder[provider]));
  writeFileSync(schema, modelsFor(provider).replace('"./client"', output));
  const generator = spawn(
    process.execPath,
    ['node_modules/prisma/build/index.js', 'generate', '--no-hints', '--schema', schema],
    { stdio: 'inherit' },
  );
  const [code] = await once(generator, 'exit');
  return code === 0;
}
