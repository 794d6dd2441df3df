import { type ChildProcess, type ExecFileException, execFile } from 'node:child_process';
import { join } from 'node:path';
import { semaphore } from '@/lib/async/turns';
import { MAX_CHARACTERS } from './limits.mjs';
import type { Spreadsheet } from './rows.mjs';

/** Relative to the folder in which the site runs: the build does not move it. */
const PROGRAM = 'lib/spreadsheet/reader.mjs';
/** A full spreadsheet takes less than a second; beside work that keeps the processors busy much more. */
const WITHIN_MS = 30_000;
const HEAP_MB = 128;
/** It works in one slice of time out of so many. */
const SLICES = 4;
const SLICE_MS = 5;
/** What JSON makes of a text takes at most six bytes for each character. */
const MAX_ANSWER_BYTES = 6 * MAX_CHARACTERS;

/** One file at a time: together they would take the memory of many. */
const nextTurn = semaphore();

/**
 * Reads the first sheet of a workbook (.xlsx) or a CSV file in UTF-8, told apart by their content. It happens in a process of its
 * own with little memory and time, which knows no setting of the site: whatever a file does to its reader, visitors are answered.
 * @param bytes the file
 * @param withinMs after so many milliseconds the reader is ended
 * @param heapMb how much memory it may take for what it builds, in MiB
 * @throws where no process can be started
 */
export async function readSpreadsheet(
  bytes: Buffer,
  { withinMs = WITHIN_MS, heapMb = HEAP_MB } = {},
): Promise<Spreadsheet> {
  const done = await nextTurn();
  try {
    return JSON.parse(await answerOf(bytes, { withinMs, heapMb }));
  } catch (error) {
    const { killed, signal, code } = error as ExecFileException;
    if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return { ok: false, reason: 'tooLarge' };
    if (killed) return { ok: false, reason: 'tookTooLong' };
    // It ends itself by a signal when its memory is used up.
    if (signal) return { ok: false, reason: 'tooLarge' };
    throw error;
  } finally {
    done();
  }
}

const answerOf = (
  bytes: Buffer,
  { withinMs, heapMb }: { withinMs: number; heapMb: number },
): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = execFile(
      process.execPath,
      [`--max-old-space-size=${heapMb}`, join(/* turbopackIgnore: true */ process.cwd(), PROGRAM)],
      {
        env: { NODE_ENV: 'production' },
        timeout: withinMs,
        killSignal: 'SIGKILL',
        maxBuffer: MAX_ANSWER_BYTES,
      },
      (error, answer) => (error ? reject(error) : resolve(answer)),
    );
    // It may have ended before it took everything.
    reader.stdin?.on('error', () => {});
    reader.stdin?.end(bytes);
    letVisitorsGoFirst(reader);
  });

/**
 * Stops a process and lets it go on, in turn, until it ends: processors that share a core slow each other down, so that a page takes a
 * third longer beside any program that works without a pause. While the site itself has no time, the process goes on waiting.
 */
function letVisitorsGoFirst(reader: ChildProcess): void {
  const { pid } = reader;
  if (pid === undefined) return;
  let slices = 0;
  const slice = setInterval(() => {
    slices += 1;
    // Not by `reader.kill`, after which it would count as ended for taking too long.
    process.kill(pid, slices % SLICES === 0 ? 'SIGCONT' : 'SIGSTOP');
  }, SLICE_MS);
  reader.once('exit', () => clearInterval(slice));
}
