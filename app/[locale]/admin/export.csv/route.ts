import { Readable } from 'node:stream';
import { registrationsAsCsv } from '@/lib/registration/export';
import { exportRoute } from '../registrations-export';

/** The list, or what a view leaves of it, as CSV; it goes out while it is read. */
export const GET = exportRoute(
  'csv',
  'text/csv; charset=utf-8',
  (parts, locale) => Readable.toWeb(registrationsAsCsv(parts, locale)) as ReadableStream,
);
