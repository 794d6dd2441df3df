import { registrationsAsXlsx } from '@/lib/registration/export';
import { exportRoute } from '../registrations-export';

/** Downloads the registrations of a view as an Excel workbook, sorted by name unless the view has an order of its own. */
export const GET = exportRoute(
  'xlsx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  registrationsAsXlsx,
);
