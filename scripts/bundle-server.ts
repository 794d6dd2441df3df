/**
 * Bundles the server of the site, and the program that makes its files, beside the pages that the framework has built; the second half of
 * `npm run build`. A start of a bundle reads a few files and needs no TypeScript. Packages stay outside of it.
 */
import { join } from 'node:path';
import { build } from 'esbuild';

await build({
  entryPoints: { main: 'lib/server/main.ts', 'make-file': 'lib/documents/make-file-process.ts' },
  outdir: join(process.env.BUILD_FOLDER ?? '.next', 'site'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  // Code that is imported at run time, such as that of emails, is loaded when it is needed.
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
});
