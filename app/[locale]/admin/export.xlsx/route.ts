import { registrationsAsXlsx } from '@/lib/registration/export';
import { exportRoute } from '../registrations-export';

/** The list, or what a view leaves of it, as an Excel workbook; by name where no other order was chosen. */
export const GET = exportRoute(
  'xlsx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  registrationsAsXlsx,
);
