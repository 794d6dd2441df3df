'use server';

import { redirect } from 'next/navigation';
import { errorMessages, textOf, valuesOf } from '@/app/_form/form';
import type { AdminFormState } from '@/components/staff/admin-form';
import type { ConflictRow } from '@/components/ui/conflict';
import { type Change, erasureGrounds } from '@/lib/audit/audit';
import { erase } from '@/lib/privacy/erasure';
import { type FieldName, valueInWords } from '@/lib/registration/field-values';
import { differences } from '@/lib/registration/identity';
import { findRegistration } from '@/lib/registration/queries';
import { readRecorded } from '@/lib/registration/schema';
import {
  correct,
  reinstate,
  replaceLink,
  resendEmail,
  type StaffAction,
  type StaffActionOutcome,
  type StaffFields,
  staffFieldChanges,
  updateStaffFields,
  withdrawByStaff,
} from '@/lib/registration/staff-actions';
import { readReason, readStaffFields } from '@/lib/registration/staff-fields';
import { meetingClock } from '@/lib/time/clock';
import type { Registration } from '@/prisma/client/client';
import { type AdminSubmission, adminAction } from '../../admin';

/** Review, note, presentation and Latin name. */
export async function submitStaffFields(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const { t, again } = submission;
    const read = readStaffFields({
      review: textOf(form, 'review'),
      internalNote: textOf(form, 'internalNote'),
      latinName: textOf(form, 'latinName'),
      presentation: textOf(form, 'presentation'),
      presentationOrder: textOf(form, 'presentationOrder'),
    });
    if (!read.ok) {
      return again({
        errors: read.complaints.map(({ field, problem }) => ({ field, text: t(`admin.handle.${problem}`) })),
      });
    }
    const { handling } = read;
    const outcome = await updateStaffFields(taskOf(submission), handling);
    return answer(submission, outcome, 'handled', {
      taken: { field: 'presentationOrder', text: t('admin.handle.placeTaken') },
      between: (recorded) => staffFieldChanges(recorded, handling),
    });
  });
}

/** One click for the most usual thing: it was looked at and is in order. */
export async function submitReviewed(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const known = await findRegistration(textOf(form, 'id'));
    if (!known) return submission.refused(submission.t('admin.nothing.text'));
    const handling: StaffFields = { ...known, review: 'reviewed' };
    return answer(submission, await updateStaffFields(taskOf(submission), handling), 'handled', {
      between: (recorded) => staffFieldChanges(recorded, handling),
    });
  });
}

/** Other values of any field, with a reason. */
export async function submitCorrection(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const { t, locale, again } = submission;
    const known = await findRegistration(textOf(form, 'id'));
    const read = readRecorded(valuesOf(form), known ?? undefined);
    const reason = readReason(textOf(form, 'reason'));
    if (!read.ok || !reason.ok) {
      const errors: AdminFormState['errors'] = read.ok ? [] : errorMessages(read.complaints, locale);
      return again({ errors: reason.ok ? errors : [...errors, reasonError(submission, reason.problem)] });
    }
    const { participant } = read;
    const isWritten = textOf(form, 'letter') === 'yes';
    const outcome = await correct(taskOf(submission), { participant, reason: reason.text, isWritten });
    return answer(submission, outcome, 'corrected', {
      taken: { field: 'fullName', text: t('admin.correct.taken') },
      between: (recorded) => differences(recorded, participant),
    });
  });
}

/** Withdraws in the participant's place. */
export async function submitStaffWithdrawal(
  previous: AdminFormState,
  form: FormData,
): Promise<AdminFormState> {
  return withReason(previous, form, 'withdrawn', withdrawByStaff);
}

/** Takes a withdrawal back. */
export async function submitReinstatement(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return withReason(previous, form, 'reinstated', reinstate);
}

/** Revokes the personal link and sends a new one. */
export async function submitNewLink(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return withReason(previous, form, 'linkReplaced', replaceLink);
}

/** Erases the person, once the reference was typed to be sure whom. */
export async function submitErasure(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const { t, again, refused, actor } = submission;
    const known = await findRegistration(textOf(form, 'id'));
    if (!known) return refused(t('admin.nothing.text'));
    if (textOf(form, 'reference').trim().toUpperCase() !== known.reference) {
      return again({ errors: [{ field: 'reference', text: t('admin.task.erase.wrongReference') }] });
    }
    const ground = erasureGrounds.find((each) => each === textOf(form, 'ground')) ?? 'other';
    await erase(known.id, { actor, ground, clock: meetingClock });
    return redirect(`${pageOf(submission)}?done=erased`);
  });
}

/** A letter once more: one that waits or failed at once, one that was sent as a new one. */
export async function submitResend(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const { actor, t, refused } = submission;
    const outcome = await resendEmail(textOf(form, 'message'), { actor, clock: meetingClock });
    if (!outcome.ok) return refused(t('admin.detail.notAgain'));
    return redirect(`${pageOf(submission)}?done=again`);
  });
}

const pageOf = ({ locale, form }: AdminSubmission): string =>
  `/${locale}/admin/registrations/${encodeURIComponent(textOf(form, 'id'))}`;

const taskOf = ({ form, actor }: AdminSubmission): StaffAction => ({
  id: textOf(form, 'id'),
  expectedVersion: Number(textOf(form, 'seen')),
  actor,
  clock: meetingClock,
});

const reasonError = ({ t }: AdminSubmission, problem: 'required' | 'tooLong') => ({
  field: 'reason',
  text: t(`admin.task.reason.${problem}`),
});

/** A task that asks for nothing but why, and whether a letter says so. */
const withReason = (
  previous: AdminFormState,
  form: FormData,
  done: string,
  carryOut: (task: StaffAction, why: { reason: string; isWritten: boolean }) => Promise<StaffActionOutcome>,
) =>
  adminAction(previous, form, async (submission) => {
    const reason = readReason(textOf(form, 'reason'));
    if (!reason.ok) return submission.again({ errors: [reasonError(submission, reason.problem)] });
    const isWritten = textOf(form, 'letter') === 'yes';
    return answer(
      submission,
      await carryOut(taskOf(submission), { reason: reason.text, isWritten }),
      done,
      {},
    );
  });

type Ways = {
  taken?: { field: string; text: string };
  /** What differs between what stands now and what was typed. */
  between?: (recorded: Registration) => Change[];
};

/** Back to the registration when it is done; else the form again, with what stands now beside what was typed. */
function answer(
  submission: AdminSubmission,
  outcome: StaffActionOutcome,
  done: string,
  { taken, between = () => [] }: Ways,
): AdminFormState {
  const { t, locale, again, refused } = submission;
  if (outcome.ok) redirect(`${pageOf(submission)}?done=${outcome.isChanged ? done : 'unchanged'}`);
  switch (outcome.reason) {
    case 'unknown':
      return refused(t('admin.nothing.text'));
    case 'taken':
      return again({ errors: taken ? [taken] : [] });
    case 'fixed':
      return refused(t('admin.task.fixed'));
    case 'changed': {
      const { recorded } = outcome;
      const shown = (field: FieldName, value: string | null) =>
        valueInWords(field, value, locale) ?? t('admin.detail.nothing');
      const conflict = between(recorded).map(
        ({ field, from, to }): ConflictRow => ({
          label: t(`fields.${field as FieldName}`),
          recorded: shown(field as FieldName, from),
          submitted: shown(field as FieldName, to),
        }),
      );
      return again({ expectedVersion: recorded.version, conflict });
    }
  }
}
