import pino from 'pino';
import { requestId } from './request-context';

/** An error of our own whose message holds no value of anybody, so that a log may repeat it. */
export class LoggableError extends Error {
  // Not `instanceof`: the start-up hook and the pages get separate copies of this module.
  readonly isLoggable = true;
}

/** What a log says of an error: by what name and code to look it up, and where it happened. */
export type LoggedError = {
  name: string;
  code?: string;
  message?: string;
  /** The frames alone, one a line. */
  stack?: string;
  cause?: LoggedError;
};

/** A cause further down is left out. */
const MOST_CAUSES = 5;

/**
 * An error without anybody's values: only what is listed here goes into a log. Messages and details of databases, mail servers
 * and parsers quote rows, addresses and typed texts (PostgreSQL's `detail`: "Failing row contains (…)"), and the stack repeats
 * the message, so of an error that is not our own neither is kept.
 * @param error whatever was thrown
 */
export function describeError(error: unknown, depth = 0): LoggedError {
  if (typeof error !== 'object' || error === null) return { name: typeof error };
  const { name, kind, code, originalCode, message, stack, isLoggable, cause, meta } = error as Thrown;
  // Prisma keeps the driver's error beside its own, and in that what the database answered as a plain object.
  const deeper = cause ?? meta?.driverAdapterError;
  const knownCode = firstWord([code, originalCode], CODE);
  return {
    name: firstWord([name, kind], NAME) ?? 'unnamed',
    ...(knownCode !== undefined && { code: knownCode }),
    ...(isLoggable === true && { message: String(message) }),
    ...(typeof stack === 'string' && { stack: framesOf(stack, String(message)) }),
    ...(deeper !== undefined && depth < MOST_CAUSES && { cause: describeError(deeper, depth + 1) }),
  };
}

/** What errors of Node.js, of the databases' drivers and of Prisma may have. */
type Thrown = Partial<
  Record<'name' | 'kind' | 'code' | 'originalCode' | 'message' | 'stack' | 'isLoggable' | 'cause', unknown>
> & { meta?: { driverAdapterError?: unknown } };

const firstWord = (candidates: unknown[], pattern: RegExp): string | undefined =>
  candidates.find((each): each is string => typeof each === 'string' && pattern.test(each));

const NAME = /^[A-Z][\w.]{0,60}$/i;
/** `P2002`, `SQLITE_BUSY`, `ECONNREFUSED`; and the five signs of an SQLSTATE such as `23505`. */
const CODE = /^([A-Z][A-Z0-9_]{1,60}|[0-9A-Z]{5})$/;
const FRAME = /^ {4}at .*(:\d+:\d+\)?|\((<anonymous>|native|index \d+)\)|<anonymous>)$/;

/** The frames of a stack, which begins with the message, on as many lines as that has. */
function framesOf(stack: string, message: string): string {
  const at = message === '' ? -1 : stack.indexOf(message);
  const lines = (at < 0 ? stack : stack.slice(at + message.length)).split('\n');
  return lines.filter((line) => FRAME.test(line)).join('\n');
}

/**
 * One JSON line for each event, on standard output. It never names a person, an address, a token or the words of an email:
 * ids and outcomes only.
 */
export const log = pino(
  {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
    // Under the usual key pino would take the error's message along.
    errorKey: 'unused',
    hooks: {
      logMethod([about, ...words], write) {
        write.apply(this, about instanceof Error ? [{ err: about }] : [about, ...words]);
      },
    },
    // What happens while a request is in hand names it.
    mixin: () => {
      const request = requestId();
      return request ? { request } : {};
    },
  },
  // Left to itself, pino tries at the end of the process until its last lines are written: where nobody reads them, for ever.
  process.stdout,
);

/**
 * Makes a console print errors as lines of the log, and texts without addresses of pages, which may be somebody's key: the
 * framework prints there what it catches.
 */
export function printWithoutValues(target: Pick<Console, 'error' | 'warn'>): void {
  for (const name of ['error', 'warn'] as const) {
    const print = target[name].bind(target);
    const level = log.levels.values[name];
    target[name] = (...words: unknown[]) =>
      print(
        ...words.map((word) =>
          typeof word === 'object' && word !== null
            ? JSON.stringify({ level, event: 'printed', err: describeError(word) })
            : String(word).replace(/(?<![\w.])(https?:\/)?\/\S+/g, '…'),
        ),
      );
  }
}
