import pino from 'pino';
import { requestId } from './request-context';

/** An error thrown by this code whose message contains no personal data, so that it may be logged. */
export class LoggableError extends Error {
  // A property instead of `instanceof`: the HTTP server and the pages get separate copies of this class.
  readonly isLoggable = true;
}

/** What the log contains of an error: its name and code, to look it up, and where it happened. */
export type LoggedError = {
  name: string;
  code?: string;
  message?: string;
  /** The stack frames, one per line, without the message. */
  stack?: string;
  cause?: LoggedError;
};

/** Causes nested more deeply are left out. */
const MAX_CAUSES = 5;

/**
 * An error without personal data: only the properties listed here are logged. Messages of databases, mail servers and parsers quote
 * rows, addresses and typed text (PostgreSQL's `detail`: "Failing row contains (…)"). So a message is logged only for a
 * `LoggableError`, and a stack, which repeats the message, only by its frames.
 * @param error the thrown value, of any type
 * @param depth how many causes lie above this one
 */
export function describeError(error: unknown, depth = 0): LoggedError {
  if (typeof error !== 'object' || error === null) return { name: typeof error };
  const { name, kind, code, originalCode, message, stack, isLoggable, cause, meta } = error as Thrown;
  // Prisma puts the driver's error into `meta`. The cause of that is the database's response, a plain object.
  const innerError = cause ?? meta?.driverAdapterError;
  const knownCode = firstMatch([code, originalCode], CODE);
  return {
    name: firstMatch([name, kind], NAME) ?? 'unnamed',
    ...(knownCode !== undefined && { code: knownCode }),
    ...(isLoggable === true && { message: String(message) }),
    ...(typeof stack === 'string' && { stack: framesOf(stack, String(message)) }),
    ...(innerError !== undefined && depth < MAX_CAUSES && { cause: describeError(innerError, depth + 1) }),
  };
}

/** The properties that errors of Node.js, of the database drivers and of Prisma may have. */
type Thrown = Partial<
  Record<'name' | 'kind' | 'code' | 'originalCode' | 'message' | 'stack' | 'isLoggable' | 'cause', unknown>
> & { meta?: { driverAdapterError?: unknown } };

const firstMatch = (candidates: unknown[], pattern: RegExp): string | undefined =>
  candidates.find((value): value is string => typeof value === 'string' && pattern.test(value));

const NAME = /^[A-Z][\w.]{0,60}$/i;
/** `P2002`, `SQLITE_BUSY`, `ECONNREFUSED`; and an SQLSTATE of five characters such as `23505`. */
const CODE = /^([A-Z][A-Z0-9_]{1,60}|[0-9A-Z]{5})$/;
const FRAME = /^ {4}at .*(:\d+:\d+\)?|\((<anonymous>|native|index \d+)\)|<anonymous>)$/;

/** The frames of a stack. It begins with the message, which may have several lines. */
function framesOf(stack: string, message: string): string {
  const at = message === '' ? -1 : stack.indexOf(message);
  const lines = (at < 0 ? stack : stack.slice(at + message.length)).split('\n');
  return lines.filter((line) => FRAME.test(line)).join('\n');
}

/**
 * The log: one JSON line per event, on standard output. It contains ids and outcomes only, and never a name, an address, a token or
 * the text of an email.
 */
export const log = pino(
  {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
    // With the default key `err`, pino would copy the error's message into the line.
    errorKey: 'unused',
    hooks: {
      logMethod([subject, ...rest], write) {
        write.apply(this, subject instanceof Error ? [{ err: subject }] : [subject, ...rest]);
      },
    },
    // Lines that are logged while a request is handled contain its id.
    mixin: () => {
      const request = requestId();
      return request ? { request } : {};
    },
  },
  // With its own destination, pino retries at exit until the last lines are written: for ever, if nothing reads standard output.
  process.stdout,
);

/**
 * Makes a console print errors as log lines, and strings without URLs and paths, which may be a personal link. The framework prints the
 * errors it catches to the console.
 */
export function redactConsole(target: Pick<Console, 'error' | 'warn'>): void {
  for (const name of ['error', 'warn'] as const) {
    const print = target[name].bind(target);
    const level = log.levels.values[name];
    target[name] = (...values: unknown[]) =>
      print(
        ...values.map((value) =>
          typeof value === 'object' && value !== null
            ? JSON.stringify({ level, event: 'printed', err: describeError(value) })
            : String(value).replace(/(?<![\w.])(https?:\/)?\/\S+/g, '…'),
        ),
      );
  }
}
