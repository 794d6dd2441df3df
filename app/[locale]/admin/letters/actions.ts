'use server';

import { redirect } from 'next/navigation';
import { textOf } from '@/app/_form/form';
import { redirectWithNotice } from '@/app/_form/notice';
import type { AdminFormState } from '@/components/staff/admin-form';
import { deliveryProblemOf } from '@/lib/email/smtp-reply';
import { audienceOf } from '@/lib/mailing/audiences';
import {
  createDraft,
  deleteDraft,
  findMailing,
  retryFailed,
  saveDraft,
  sendMailing,
  stopMailing,
} from '@/lib/mailing/mailing';
import { inBraces, placeholders } from '@/lib/mailing/placeholders';
import { sendMailingTest } from '@/lib/mailing/send-mailing-test';
import { templateTexts } from '@/lib/mailing/templates';
import { type MailingTexts, readTexts, type TextProblem, textParts } from '@/lib/mailing/texts';
import { addressWithList } from '@/lib/registration/list-view';
import { isolated } from '@/lib/text/bidi';
import { meetingClock } from '@/lib/time/clock';
import type { Mailing } from '@/prisma/client/client';
import { type AdminSubmission, adminAction } from '../admin';

/** The texts of the form, and what is wrong with them in sentences. */
function textsIn({ t, locale, form }: AdminSubmission): {
  texts: MailingTexts;
  errors: AdminFormState['errors'];
} {
  const values = Object.fromEntries(textParts.map((part) => [part, textOf(form, part)]));
  const { texts, problems } = readTexts(values as MailingTexts);
  const sentence = (problem: TextProblem): string => {
    switch (problem.reason) {
      case 'missing':
        return t(`admin.mailings.missing.${problem.part}`);
      case 'oneLine':
        return t('admin.mailings.oneLine');
      case 'tooLong':
        return t('admin.mailings.tooLong', { most: problem.maxLength });
      case 'unknownPlaceholder': {
        const known = placeholders.map((placeholder) => inBraces(placeholder, locale)).join(' ');
        return t('admin.mailings.unknown', { name: isolated(`{${problem.name}}`), known });
      }
    }
  };
  return { texts, errors: problems.map((problem) => ({ field: problem.part, text: sentence(problem) })) };
}

const pageOf = (
  { locale, form, list }: AdminSubmission,
  more: Record<string, string> = {},
  below = '',
): string =>
  addressWithList(`/${locale}/admin/letters/${encodeURIComponent(textOf(form, 'id'))}${below}`, list, more);

/** Creates a draft for a kind of registrations, from a template. */
export async function submitNewMailing(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async ({ t, locale, again, actor }) => {
    const audience = audienceOf(textOf(form, 'audience'), textOf(form, 'country'));
    if (!audience) return again({ errors: [{ field: 'country', text: t('problems.required.country') }] });
    const context = { actor, clock: meetingClock };
    const id = await createDraft(audience, templateTexts(textOf(form, 'template')), context);
    return redirect(`/${locale}/admin/letters/${id}`);
  });
}

/**
 * Saves the texts of a draft, and then does what the button says: nothing more, a test email, on to the sending, or the preview for another
 * recipient. All of these buttons belong to the form, so that none of them leaves a text behind that was not saved.
 */
export async function submitText(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const { t, again, refused, actor } = submission;
    const { texts, errors } = textsIn(submission);
    if (errors.length > 0) return again({ errors });
    const context = { actor, clock: meetingClock };
    const outcome = await saveDraft(textOf(form, 'id'), versionIn(form), texts, context);
    if (!outcome.ok) {
      const { recorded } = outcome;
      if (!recorded) return refused(t('admin.mailings.sentAlready'));
      const conflict = textParts
        .filter((part) => recorded[part] !== texts[part])
        .map((part) => ({
          label: t(`admin.mailings.${part}`),
          recorded: recorded[part],
          submitted: texts[part],
        }));
      return again({ expectedVersion: recorded.updatedAt.getTime(), conflict });
    }
    const then = textOf(form, 'then');
    if (then === 'test') return sendTest(submission, outcome.mailing);
    if (then === 'send') return redirect(pageOf(submission, {}, '/send'));
    if (/^\d+$/.test(then)) return redirect(pageOf(submission, { to: then }));
    return redirectWithNotice(pageOf(submission, { done: 'saved' }));
  });
}

/** Sends the mailing as one recipient would get it to the member who is signed in. */
async function sendTest(submission: AdminSubmission, mailing: Mailing): Promise<AdminFormState> {
  const { t, form, again, actor, member, tooMany } = submission;
  // The text is saved: sending the form again must not look like a conflict with it.
  const expectedVersion = mailing.updatedAt.getTime();
  const refusal = await tooMany('testLetterByMember');
  if (refusal) return { ...refusal, expectedVersion };
  const result = await sendMailingTest(mailing, textOf(form, 'recipient'), {
    to: member.email,
    personalLink: t('admin.mailings.linkStays'),
    actor,
    clock: meetingClock,
  });
  if (result.ok) return redirectWithNotice(`${pageOf(submission)}?done=tested`);
  const text =
    result.reason === 'unknown'
      ? t('admin.nothing.text')
      : t(`admin.refusal.${deliveryProblemOf(result.answer)}`);
  return again({ expectedVersion, errors: [{ text }] });
}

/** The version of the draft from which the form was made. */
function versionIn(form: FormData): Date {
  const seen = textOf(form, 'seen');
  return new Date(/^\d{1,15}$/.test(seen) ? Number(seen) : 0);
}

/** Queues the mailing for all its recipients. */
export async function submitSending(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const { t, refused, actor } = submission;
    const mailing = await findMailing(textOf(form, 'id'));
    if (!mailing || mailing.sentAt) return refused(t('admin.mailings.sentAlready'));
    const expectedTotal = Number(textOf(form, 'expected'));
    const count = await sendMailing(mailing, versionIn(form), { actor, clock: meetingClock, expectedTotal });
    // The page is shown again with what would be sent now.
    if (count === null) return redirectWithNotice(`${pageOf(submission)}/send?changed`);
    return redirect(pageOf(submission));
  });
}

/** Cancels the emails that have not been sent. */
export async function submitStop(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    await stopMailing(textOf(form, 'id'), { actor: submission.actor, clock: meetingClock });
    return redirect(pageOf(submission));
  });
}

/** Retries the emails that failed for good. */
export async function submitRetry(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    await retryFailed(textOf(form, 'id'), { actor: submission.actor, clock: meetingClock });
    return redirect(pageOf(submission));
  });
}

/** Deletes a draft. */
export async function submitDraftDeletion(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async ({ t, locale, refused, actor, list }) => {
    const isDropped = await deleteDraft(textOf(form, 'id'), versionIn(form), { actor, clock: meetingClock });
    if (!isDropped) return refused(t('admin.mailings.notDropped'));
    return redirectWithNotice(addressWithList(`/${locale}/admin/letters`, list, { done: 'dropped' }));
  });
}
