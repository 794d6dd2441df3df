import pino from 'pino';
import { requestId } from './edge';

/**
 * One JSON line for each event, on standard output. It never names a person, an address, a token or the words of a letter:
 * ids and outcomes only.
 */
export const log = pino(
  {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    // What happens while a request is in hand names it.
    mixin: () => {
      const request = requestId();
      return request ? { request } : {};
    },
  },
  // Left to itself, pino tries at the end of the process until its last lines are written: where nobody reads them, for ever.
  process.stdout,
);
