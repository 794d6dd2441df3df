import { machineClock } from '@/lib/time/clock';

/** The current time as a part of a file name: `2024-01-15T06-00-00Z`. */
export const stamp = (): string =>
  machineClock()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
