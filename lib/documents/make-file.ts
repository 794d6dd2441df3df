import { type ChildProcess, execFile } from 'node:child_process';
import { join } from 'node:path';
import { semaphore } from '@/lib/async/semaphore';
import { config } from '@/lib/config';
import type { Locale } from '@/lib/i18n/locale';
import type { PreviewLines } from '@/lib/meeting/share/preview';
import type { NoteDocument } from './note-document';

/** A file to make, and all that it is made from. */
export type FileOrder =
  | { kind: 'docx' | 'pdf'; note: NoteDocument }
  | { kind: 'preview'; lines: PreviewLines; locale: Locale }
  | { kind: 'code'; text: string };

/** A file takes about a second, and much longer while all processors are busy. */
const TIMEOUT_MS = 60_000;
/** Many times the largest file. */
const MAX_BYTES = 16 * 2 ** 20;

/** One file at a time, so that the memory of only one process is needed. */
const acquire = semaphore();

/**
 * Makes a file in a process of its own, which ends with it. The fonts and libraries for one of each kind take 60 to 110 MB, which a
 * process never gives back: the process that answers requests would keep them for files that are made once and then cached.
 * The process gets no settings of the site.
 * @throws Error if the process fails, or takes longer than a minute
 */
export async function makeFile(order: FileOrder): Promise<Buffer> {
  const release = await acquire();
  try {
    return await run(order);
  } finally {
    release();
  }
}

const run = (order: FileOrder): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const maker: ChildProcess = execFile(
      process.execPath,
      programArguments(),
      {
        env: { NODE_ENV: 'production' },
        encoding: 'buffer',
        timeout: TIMEOUT_MS,
        killSignal: 'SIGKILL',
        maxBuffer: MAX_BYTES,
      },
      (error, output) => (error ? reject(error) : resolve(output)),
    );
    // The process may end before it has read the order; the callback above reports why.
    maker.stdin?.on('error', () => {});
    maker.stdin?.end(JSON.stringify(order));
  });

/** The arguments of Node.js: the program that `scripts/bundle-server.ts` bundled, or its source where there is no build. */
function programArguments(): string[] {
  const { isProduction, buildFolder } = config();
  const root = process.cwd();
  return isProduction
    ? [join(/* turbopackIgnore: true */ root, buildFolder, 'site/make-file.mjs')]
    : ['--import', 'tsx', join(/* turbopackIgnore: true */ root, 'lib/documents/make-file-process.ts')];
}
