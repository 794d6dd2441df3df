'use server';

import { redirect } from 'next/navigation';
import { textOf } from '@/app/_form/form';
import { redirectWithNotice } from '@/app/_form/notice';
import type { AdminFormState } from '@/components/staff/admin-form';
import { comma } from '@/lib/i18n/locale';
import {
  columnTitle,
  discardImport,
  readHeader,
  recordRows,
  storeRows,
  typedRows,
} from '@/lib/import/import';
import {
  MAX_COLUMNS,
  MAX_ROWS,
  MAX_SHEETS,
  MAX_TEXT_LENGTH,
  type SpreadsheetProblem,
} from '@/lib/spreadsheet/limits.mjs';
import { readSpreadsheet } from '@/lib/spreadsheet/read';
import { meetingClock } from '@/lib/time/clock';
import { adminAction } from '../admin';

/** The largest file. It is below the limit of Next.js for the body of an action, so that a larger one gets our message. */
const MAX_FILE_BYTES = 2_000_000;

/** The limit that the message about a problem names. */
const limitOf: Partial<Record<SpreadsheetProblem, number>> = {
  tooManyRows: MAX_ROWS,
  tooManyColumns: MAX_COLUMNS,
  tooManySheets: MAX_SHEETS,
  textTooLong: MAX_TEXT_LENGTH,
};

/** Reads a spreadsheet and stores its rows for the preview page. Nothing is registered yet. */
export async function submitFile(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async ({ t, locale, again, actor, tooMany }) => {
    const refusal = await tooMany('importByMember');
    if (refusal) return refusal;
    const fileError = (text: string) => again({ errors: [{ field: 'file', text }] });
    const file = form.get('file');
    if (!(file instanceof File) || file.size === 0) return fileError(t('admin.import.problem.empty'));
    if (file.size > MAX_FILE_BYTES) return fileError(t('admin.import.problem.tooLarge'));
    const sheet = await readSpreadsheet(Buffer.from(await file.arrayBuffer()));
    if (!sheet.ok)
      return fileError(t(`admin.import.problem.${sheet.reason}`, { most: limitOf[sheet.reason] ?? 0 }));
    const [head = [], ...rows] = sheet.rows;
    const { columns, missing } = readHeader(head);
    if (missing.length > 0) {
      const titles = missing.map((column) => columnTitle(column, locale)).join(comma[locale]);
      return fileError(t('admin.import.problem.missing', { columns: titles }));
    }
    if (rows.length === 0) return fileError(t('admin.import.problem.noRows'));
    const id = await storeRows(typedRows(rows, columns), actor, meetingClock());
    return redirect(`/${locale}/admin/import/${id}`);
  });
}

/** Records the good rows, if there are still as many as the preview showed. */
export async function submitImport(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async ({ t, locale, refused, actor }) => {
    const id = textOf(form, 'id');
    const outcome = await recordRows(id, {
      expected: Number(textOf(form, 'expected')),
      withAlike: textOf(form, 'alike') === 'yes',
      isNotified: textOf(form, 'letter') === 'yes',
      actor,
      clock: meetingClock,
    });
    const importPath = `/${locale}/admin/import/${encodeURIComponent(id)}`;
    if (outcome.ok) redirect(importPath);
    if (outcome.reason === 'changed') return redirectWithNotice(`${importPath}?changed`);
    return refused(t('admin.import.done'));
  });
}

/** Deletes the stored rows without recording any. */
export async function submitDiscard(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async ({ locale }) => {
    await discardImport(textOf(form, 'id'));
    return redirectWithNotice(`/${locale}/admin/import?done=dropped`);
  });
}
