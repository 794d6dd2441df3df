'use server';

import { errorMessages, idempotencyKeyOf, textOf, valuesOf } from '@/app/_form/form';
import { redirectWithNotice } from '@/app/_form/notice';
import type { AdminFormState } from '@/components/staff/admin-form';
import type { ConflictRow } from '@/components/ui/conflict';
import { type Change, erasureGrounds } from '@/lib/audit/audit';
import { isLocale } from '@/lib/i18n/locale';
import { erase } from '@/lib/privacy/erasure';
import { differences, languageChange } from '@/lib/registration/changes';
import { type FieldName, valueInWords } from '@/lib/registration/field-values';
import { addressWithList } from '@/lib/registration/list-view';
import { declareOtherPeople, declareSamePerson, type LookAlikeOutcome } from '@/lib/registration/look-alikes';
import { findRegistration } from '@/lib/registration/queries';
import { readReference } from '@/lib/registration/reference';
import { readRecorded } from '@/lib/registration/schema';
import {
  correct,
  reinstate,
  replaceLink,
  resendEmail,
  type StaffAction,
  type StaffActionOutcome,
  staffFieldChanges,
  updateStaffFields,
  withdrawByStaff,
} from '@/lib/registration/staff-actions';
import { readReason, readStaffFields } from '@/lib/registration/staff-fields';
import { meetingClock } from '@/lib/time/clock';
import type { Registration } from '@/prisma/client/client';
import { type AdminSubmission, adminAction } from '../../admin';
import { readSeen } from './seen-registrations';

/**
 * Saves what only the secretariat sees: review state, internal note, presentation, Latin name. The button for the most usual change,
 * reviewed, belongs to the same form, so that it does not drop a note that was just typed.
 */
export async function submitStaffFields(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const { t, again } = submission;
    const read = readStaffFields({
      review: textOf(form, 'then') === 'reviewed' ? 'reviewed' : textOf(form, 'review'),
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
    const { values: staffFields } = read;
    const outcome = await updateStaffFields(staffActionOf(submission), staffFields);
    return respond(submission, outcome, 'handled', {
      taken: { field: 'presentationOrder', text: t('admin.handle.placeTaken') },
      changesFrom: (recorded) => staffFieldChanges(recorded, staffFields),
    });
  });
}

/**
 * Corrects the fields of the public form and the language of emails, with a reason. The secretariat may do so after the deadline,
 * too.
 */
export async function submitCorrection(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const { t, locale, again } = submission;
    const existing = await findRegistration(textOf(form, 'id'));
    const read = readRecorded(valuesOf(form), existing ?? undefined);
    // A form that was opened before the site knew this field leaves the language as it is.
    const language = textOf(form, 'language') || (existing?.language ?? locale);
    const reason = readReason(textOf(form, 'reason'));
    if (!read.ok || !isLocale(language) || !reason.ok) {
      return again({
        errors: [
          ...(read.ok ? [] : errorMessages(read.complaints, locale)),
          ...(isLocale(language) ? [] : [{ field: 'language', text: t('admin.correct.noLanguage') }]),
          ...(reason.ok ? [] : [reasonError(submission, reason.problem)]),
        ],
      });
    }
    const { participant } = read;
    const isNotified = textOf(form, 'letter') === 'yes';
    const outcome = await correct(staffActionOf(submission), {
      participant,
      language,
      reason: reason.text,
      isNotified,
    });
    return respond(submission, outcome, 'corrected', {
      taken: { field: 'fullName', text: t('admin.correct.taken') },
      changesFrom: (recorded) => [
        ...differences(recorded, participant),
        ...languageChange(recorded.language, language),
      ],
    });
  });
}

/** Withdraws a registration for the participant. */
export async function submitStaffWithdrawal(
  previous: AdminFormState,
  form: FormData,
): Promise<AdminFormState> {
  return withReason(previous, form, 'withdrawn', withdrawByStaff);
}

/** Reinstates a withdrawn registration. */
export async function submitReinstatement(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return withReason(previous, form, 'reinstated', reinstate);
}

/** Revokes the personal link and sends a new one. */
export async function submitNewLink(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return withReason(previous, form, 'linkReplaced', replaceLink);
}

/** Erases the personal data. The member has to type the reference, so that nobody erases the wrong person by accident. */
export async function submitErasure(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const { t, again, refused, actor } = submission;
    const existing = await findRegistration(textOf(form, 'id'));
    if (!existing) return refused(t('admin.nothing.text'));
    if (readReference(textOf(form, 'reference')) !== existing.reference) {
      return again({ errors: [{ field: 'reference', text: t('admin.task.erase.wrongReference') }] });
    }
    // An erasure cannot be taken back: it is of what the member has read.
    if (existing.version !== Number(textOf(form, 'seen'))) {
      return again({
        expectedVersion: existing.version,
        errors: [{ text: t('admin.task.erase.changed') }],
        link: {
          href: registrationAddress(submission),
          text: t('admin.record.showKnown', { reference: existing.reference }),
        },
      });
    }
    const ground = erasureGrounds.find((name) => name === textOf(form, 'ground')) ?? 'other';
    await erase(existing.id, { actor, ground, clock: meetingClock });
    return redirectWithNotice(registrationAddress(submission, 'erased'));
  });
}

/** Sends an email again: a queued or failed one is retried at once, of a sent one a copy is queued. */
export async function submitResend(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const { actor, t, refused } = submission;
    const messageId = textOf(form, 'message');
    const idempotencyKey = idempotencyKeyOf(form, messageId);
    const outcome = await resendEmail(messageId, { actor, clock: meetingClock, idempotencyKey });
    if (!outcome.ok) return refused(t('admin.detail.notAgain'));
    return redirectWithNotice(registrationAddress(submission, 'again'));
  });
}

/** Records that look-alikes are other people. */
export async function submitOtherPeople(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const others = readSeen(textOf(form, 'others'));
    const outcome = await declareOtherPeople(staffActionOf(submission), others);
    return respondToDecision(submission, outcome, 'otherPeople');
  });
}

/** Records that a look-alike is the same person, and withdraws one of the two registrations, once the member has confirmed it. */
export async function submitSamePerson(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const { t, again, refused } = submission;
    const [other] = readSeen(textOf(form, 'others'));
    const withdrawn = await findRegistration(textOf(form, 'withdrawn'));
    if (!other || !withdrawn || ![textOf(form, 'id'), other.id].includes(withdrawn.id)) {
      return refused(t('admin.lookAlikes.decided'));
    }
    if (textOf(form, 'sure') !== 'yes') {
      const { reference } = withdrawn;
      return again({
        question: {
          heading: t('admin.lookAlikes.heading'),
          text: t('admin.lookAlikes.sure', { reference }),
        },
      });
    }
    const outcome = await declareSamePerson(staffActionOf(submission), other, withdrawn.id);
    return respondToDecision(submission, outcome, 'samePerson');
  });
}

async function respondToDecision(
  submission: AdminSubmission,
  outcome: LookAlikeOutcome,
  done: 'otherPeople' | 'samePerson',
): Promise<AdminFormState> {
  const { t, refused } = submission;
  if (outcome.ok) return redirectWithNotice(registrationAddress(submission, done));
  return refused(
    outcome.reason === 'unknown' ? t('admin.nothing.text') : t(`admin.lookAlikes.${outcome.reason}`),
  );
}

/** The address of the registration's page. @param done what was done, which the page then says */
const registrationAddress = ({ locale, form, list }: AdminSubmission, done?: string): string =>
  addressWithList(
    `/${locale}/admin/registrations/${encodeURIComponent(textOf(form, 'id'))}`,
    list,
    done === undefined ? {} : { done },
  );

/** The use case's input that every staff action has. */
const staffActionOf = ({ form, actor }: AdminSubmission): StaffAction => ({
  id: textOf(form, 'id'),
  expectedVersion: Number(textOf(form, 'seen')),
  actor,
  clock: meetingClock,
});

const reasonError = ({ t }: AdminSubmission, problem: 'required' | 'tooLong') => ({
  field: 'reason',
  text: t(`admin.task.reason.${problem}`),
});

/** Runs an action whose form has only a reason and the choice whether the participant gets an email about it. */
const withReason = (
  previous: AdminFormState,
  form: FormData,
  done: string,
  carryOut: (
    action: StaffAction,
    details: { reason: string; isNotified: boolean },
  ) => Promise<StaffActionOutcome>,
) =>
  adminAction(previous, form, async (submission) => {
    const reason = readReason(textOf(form, 'reason'));
    if (!reason.ok) return submission.again({ errors: [reasonError(submission, reason.problem)] });
    const isNotified = textOf(form, 'letter') === 'yes';
    return respond(
      submission,
      await carryOut(staffActionOf(submission), { reason: reason.text, isNotified }),
      done,
      {},
    );
  });

type ResponseOptions = {
  /** The error to show where the outcome is `taken`. */
  taken?: { field: string; text: string };
  /** The fields in which the submitted form differs from the saved registration, for a conflict. */
  changesFrom?: (recorded: Registration) => Change[];
};

/** Leads to the registration after success, else shows the form again. For a conflict it shows the saved and the submitted values. */
async function respond(
  submission: AdminSubmission,
  outcome: StaffActionOutcome,
  done: string,
  { taken, changesFrom }: ResponseOptions,
): Promise<AdminFormState> {
  const { t, locale, again, refused } = submission;
  if (outcome.ok) {
    return redirectWithNotice(registrationAddress(submission, outcome.isChanged ? done : 'unchanged'));
  }
  switch (outcome.reason) {
    case 'unknown':
      return refused(t('admin.nothing.text'));
    case 'taken':
      return again({ errors: taken ? [taken] : [] });
    case 'fixed':
      return refused(t('admin.task.fixed'));
    case 'changed': {
      const { recorded } = outcome;
      const inWords = (field: FieldName, value: string | null) =>
        valueInWords(field, value, locale) ?? t('admin.detail.nothing');
      const changes = changesFrom?.(recorded) ?? [];
      // The form was sent twice, or somebody else saved the same.
      if (changesFrom && changes.length === 0) {
        return redirectWithNotice(registrationAddress(submission, 'unchanged'));
      }
      const conflict = changes.map(
        ({ field, from, to }): ConflictRow => ({
          label: t(`fields.${field as FieldName}`),
          recorded: inWords(field as FieldName, from),
          submitted: inWords(field as FieldName, to),
        }),
      );
      return again({ expectedVersion: recorded.version, conflict });
    }
  }
}
