/**
 * Builds the site: `npm run build`. The framework compiles the pages; the server that starts them becomes one bundle beside them, which
 * starts faster than its sources and needs no TypeScript at run time. Packages stay outside of the bundle.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

const folder = process.env.BUILD_FOLDER ?? '.next';

const { status } = spawnSync(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

await build({
  entryPoints: ['lib/server/main.ts'],
  outdir: join(folder, 'site'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  // What is imported at run time, as the code of emails, is loaded then.
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
});
