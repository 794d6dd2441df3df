import pino from 'pino';

/**
 * One JSON line for each event, on standard output. It never names a person, an address, a token or the words of a letter:
 * ids and outcomes only.
 */
export const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime });
