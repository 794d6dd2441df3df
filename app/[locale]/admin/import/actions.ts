'use server';

import { redirect } from 'next/navigation';
import { textOf } from '@/app/_form/form';
import { redirectWithNotice } from '@/app/_form/notice';
import type { AdminFormState } from '@/components/staff/admin-form';
import { type ColumnChoice, columnTitle, importColumns, repeatedIn } from '@/lib/import/columns';
import {
  discardImport,
  recordRows,
  setColumns,
  setCountries,
  setHeadingRow,
  storeFile,
} from '@/lib/import/import';
import { countryCodes } from '@/lib/meeting/content/countries';
import { fields } from '@/lib/registration/schema';
import { readReason } from '@/lib/registration/staff-fields';
import {
  MAX_COLUMNS,
  MAX_ROWS,
  MAX_SHEETS,
  MAX_TEXT_LENGTH,
  type SpreadsheetProblem,
} from '@/lib/spreadsheet/limits.mjs';
import { meetingClock } from '@/lib/time/clock';
import { type AdminSubmission, adminAction } from '../admin';

/** The largest file. It is below the limit of Next.js for the body of an action, so that a larger one gets our message. */
const MAX_FILE_BYTES = 2_000_000;
/** The longest name that a sheet can have, in UTF-16 code units. */
const MAX_SHEET_NAME = 31;

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
    const fieldError = (field: 'file' | 'sheet', text: string) => again({ errors: [{ field, text }] });
    const file = form.get('file');
    if (!(file instanceof File) || file.size === 0) {
      return fieldError('file', t('admin.import.problem.empty'));
    }
    if (file.size > MAX_FILE_BYTES) return fieldError('file', t('admin.import.problem.tooLarge'));
    const sheet = textOf(form, 'sheet').trim();
    if (sheet.length > MAX_SHEET_NAME) return fieldError('sheet', t('admin.import.problem.noSuchSheet'));
    const bytes = Buffer.from(await file.arrayBuffer());
    const stored = await storeFile(bytes, { sheet, actor, now: meetingClock() });
    if (stored.ok) redirect(`/${locale}/admin/import/${stored.id}`);
    const { reason, format = '' } = stored;
    if (reason === 'noRows') return fieldError('file', t('admin.import.problem.noRows'));
    return fieldError(
      reason === 'noSuchSheet' ? 'sheet' : 'file',
      t(`admin.import.problem.${reason}`, { most: limitOf[reason] ?? 0, format }),
    );
  });
}

const importPath = ({ locale, form }: AdminSubmission): string =>
  `/${locale}/admin/import/${encodeURIComponent(textOf(form, 'id'))}`;

/** Keeps which column of the sheet is which, or in which row its headings are. */
export async function submitColumns(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const { t, locale, again, refused } = submission;
    const id = textOf(form, 'id');
    const headingRow = textOf(form, 'headingRow');
    if (headingRow !== textOf(form, 'shownHeadingRow')) {
      if (!(await setHeadingRow(id, Number(headingRow) || 0))) return refused(t('admin.import.gone'));
      redirect(`${importPath(submission)}?columns`);
    }
    const width = Math.min(Number(textOf(form, 'width')) || 0, MAX_COLUMNS);
    const choice: ColumnChoice = Array.from(
      { length: width },
      (_, index) => importColumns.find((column) => column === textOf(form, `column-${index}`)) ?? null,
    );
    if (!choice.includes('fullName')) {
      const field = `column-${Math.max(0, choice.indexOf(null))}`;
      return again({ errors: [{ field, text: t('admin.import.choice.problem.fullName') }] });
    }
    const repeated = repeatedIn(choice).filter((column) => column !== 'fullName');
    if (repeated.length > 0) {
      const errors = repeated.map((column) => ({
        field: `column-${choice.lastIndexOf(column)}`,
        text: t('admin.import.choice.problem.repeated', { column: columnTitle(column, locale) }),
      }));
      return again({ errors });
    }
    if (!(await setColumns(id, choice))) return refused(t('admin.import.gone'));
    return redirect(importPath(submission));
  });
}

/** Keeps which countries unknown names mean. */
export async function submitCountries(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const meanings: Record<string, string> = {};
    for (let index = 0; textOf(form, `name-${index}`) !== ''; index += 1) {
      const chosen = textOf(form, `country-${index}`);
      const isCountry = countryCodes.has(chosen);
      if (isCountry || chosen === 'none') meanings[textOf(form, `name-${index}`)] = isCountry ? chosen : '';
    }
    if (!(await setCountries(textOf(form, 'id'), meanings))) {
      return submission.refused(submission.t('admin.import.gone'));
    }
    return redirect(importPath(submission));
  });
}

/** Records the good rows and the chosen updates, if the verdicts are still those that the preview showed. */
export async function submitImport(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const { t, again, refused, actor } = submission;
    const isChecked = (name: string) => textOf(form, name) === 'yes';
    const updatedFields = fields.filter((field) => isChecked(`update-${field}`));
    const reason = readReason(textOf(form, 'updateReason'));
    if (!reason.ok && (updatedFields.length > 0 || reason.problem === 'tooLong')) {
      return again({
        errors: [{ field: 'updateReason', text: t(`admin.task.reason.${reason.problem}`) }],
      });
    }
    const decision = {
      expected: textOf(form, 'expected'),
      withAlike: isChecked('alike'),
      isNotified: isChecked('letter'),
      updatedFields,
      updateReason: reason.ok ? reason.text : '',
      isUpdateNotified: isChecked('updateLetter'),
    };
    const outcome = await recordRows(textOf(form, 'id'), decision, { actor, clock: meetingClock });
    if (outcome.ok) redirect(importPath(submission));
    if (outcome.reason === 'changed') return redirectWithNotice(`${importPath(submission)}?changed`);
    return refused(t(outcome.reason === 'nothing' ? 'admin.import.nothing' : 'admin.import.done'));
  });
}

/** Deletes the stored rows without recording any. */
export async function submitDiscard(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async ({ locale }) => {
    await discardImport(textOf(form, 'id'));
    return redirectWithNotice(`/${locale}/admin/import?done=dropped`);
  });
}
