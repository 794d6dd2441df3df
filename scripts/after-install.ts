/**
 * The last part of `npm ci`: generates the clients of both databases, and beside it installs the database driver for Node.js 20, which
 * may have to be compiled.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const generator = spawn(process.execPath, ['--import', 'tsx', 'prisma/generate.ts'], { stdio: 'inherit' });
const generated = once(generator, 'exit');
await import('./install-driver');
const [code] = await generated;
process.exitCode = code ?? 1;
