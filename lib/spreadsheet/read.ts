import { type ChildProcess, type ExecFileException, execFile } from 'node:child_process';
import { join } from 'node:path';
import { semaphore } from '@/lib/async/semaphore';
import { MAX_CHARACTERS } from './limits.mjs';
import type { Spreadsheet, WantedSheet } from './rows.mjs';

/** Relative to the site's working directory. The file is not bundled, so the build does not move it. */
const PROGRAM = 'lib/spreadsheet/reader.mjs';
/** A spreadsheet of maximum size takes less than a second, but much longer while all processors are busy. */
const TIMEOUT_MS = 30_000;
const HEAP_MB = 128;
/** A file of at most this size is a usual list. It is read within a moment, for which its reader is not paused. */
const SMALL_BYTES = 16 * 2 ** 10;
const UNPAUSED_MS = 150;
/** The reader runs during one of this many time slices and is paused during the others. */
const SLICES = 5;
const SLICE_MS = 5;
/** A character takes at most six bytes in JSON. */
const MAX_OUTPUT_BYTES = 6 * MAX_CHARACTERS;

/** One file at a time, so that the memory of only one reader is needed. */
const acquire = semaphore();

/**
 * Reads one sheet of a workbook (.xlsx), or a CSV file. The content decides which of the two it is, not the name.
 * A separate process reads it, with limited memory and time and without the site's settings: a malicious file can neither
 * block the site nor read its secrets.
 * @param bytes the file
 * @param wanted which sheet; by default the first one that the workbook shows
 * @param withinMs after how many milliseconds the reader is killed
 * @param heapMb the reader's maximum heap size in MiB
 * @returns the sheet, or why the file is refused: also `tookTooLong` and `tooLarge` if the reader reached a limit
 * @throws if the process cannot be started
 */
export async function readSpreadsheet(
  bytes: Buffer,
  {
    wanted = 0,
    withinMs = TIMEOUT_MS,
    heapMb = HEAP_MB,
  }: { wanted?: WantedSheet; withinMs?: number; heapMb?: number } = {},
): Promise<Spreadsheet> {
  const release = await acquire();
  try {
    return JSON.parse(await runReader(bytes, { wanted, withinMs, heapMb }));
  } catch (error) {
    const { killed, signal, code } = error as ExecFileException;
    if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return { ok: false, reason: 'tooLarge' };
    if (killed) return { ok: false, reason: 'tookTooLong' };
    // Node.js aborts with a signal when its heap is full.
    if (signal) return { ok: false, reason: 'tooLarge' };
    throw error;
  } finally {
    release();
  }
}

const runReader = (
  bytes: Buffer,
  { wanted, withinMs, heapMb }: { wanted: WantedSheet; withinMs: number; heapMb: number },
): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = execFile(
      process.execPath,
      [`--max-old-space-size=${heapMb}`, join(/* turbopackIgnore: true */ process.cwd(), PROGRAM)],
      {
        env: { NODE_ENV: 'production' },
        timeout: withinMs,
        killSignal: 'SIGKILL',
        maxBuffer: MAX_OUTPUT_BYTES,
      },
      (error, output) => (error ? reject(error) : resolve(output)),
    );
    // The reader may exit before it has read all of its input; the callback above reports why.
    reader.stdin?.on('error', () => {});
    // Not an argument: the error of a process that ends badly quotes its arguments.
    reader.stdin?.write(`${JSON.stringify(wanted)}\n`);
    reader.stdin?.end(bytes);
    throttle(reader, bytes.length <= SMALL_BYTES ? UNPAUSED_MS : 0);
  });

/**
 * Pauses and resumes a process in turn until it exits. Logical processors of one core slow each other down: beside a process that
 * runs without pause, a page takes a third longer. While the site itself is busy, the timer does not fire and the process stays
 * paused.
 * @param unpausedMs for how long it runs first
 */
function throttle(reader: ChildProcess, unpausedMs: number): void {
  const { pid } = reader;
  if (pid === undefined) return;
  let slices = 0;
  let slice: NodeJS.Timeout | undefined;
  const unpaused = setTimeout(() => {
    slice = setInterval(() => {
      slices += 1;
      // `reader.kill` would set `killed`, and the result would be `tookTooLong`.
      process.kill(pid, slices % SLICES === 0 ? 'SIGCONT' : 'SIGSTOP');
    }, SLICE_MS);
  }, unpausedMs);
  reader.once('exit', () => {
    clearTimeout(unpaused);
    clearInterval(slice);
  });
}
