import { Readable } from 'node:stream';
import { registrationsAsCsv } from '@/lib/registration/export';
import { exportRoute } from '../registrations-export';

/** Downloads the registrations of a view as CSV. The rows are sent while they are read from the database. */
export const GET = exportRoute(
  'csv',
  'text/csv; charset=utf-8',
  (batches, locale) => Readable.toWeb(registrationsAsCsv(batches, locale)) as ReadableStream,
);
