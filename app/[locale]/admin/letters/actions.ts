'use server';

import { redirect } from 'next/navigation';
import { textOf } from '@/app/_form/form';
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
import { placeholders } from '@/lib/mailing/placeholders';
import { sendMailingTest } from '@/lib/mailing/send-mailing-test';
import { templateTexts } from '@/lib/mailing/templates';
import { type MailingTexts, readTexts, type TextProblem, textParts } from '@/lib/mailing/texts';
import { isolated } from '@/lib/text/bidi';
import { meetingClock } from '@/lib/time/clock';
import { type AdminSubmission, adminAction } from '../admin';

/** The texts of the form, and what is wrong with them in sentences. */
function textsIn({ t, form }: AdminSubmission): { texts: MailingTexts; errors: AdminFormState['errors'] } {
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
        const known = placeholders.map((name) => `{${name}}`).join(' ');
        return t('admin.mailings.unknown', { name: isolated(`{${problem.name}}`), known });
      }
    }
  };
  return { texts, errors: problems.map((problem) => ({ field: problem.part, text: sentence(problem) })) };
}

const pageOf = ({ locale, form }: AdminSubmission): string =>
  `/${locale}/admin/letters/${encodeURIComponent(textOf(form, 'id'))}`;

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

/** Saves the texts of a draft. */
export async function submitText(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const { t, again, refused } = submission;
    const { texts, errors } = textsIn(submission);
    if (errors.length > 0) return again({ errors });
    const mailing = await findMailing(textOf(form, 'id'));
    if (!mailing || mailing.sentAt) return refused(t('admin.mailings.sentAlready'));
    const isSaved =
      Number(textOf(form, 'seen')) === mailing.updatedAt.getTime() &&
      (await saveDraft(mailing.id, mailing.updatedAt, texts, {
        actor: submission.actor,
        clock: meetingClock,
      }));
    if (!isSaved) {
      const conflict = textParts
        .filter((part) => mailing[part] !== texts[part])
        .map((part) => ({
          label: t(`admin.mailings.${part}`),
          recorded: mailing[part],
          submitted: texts[part],
        }));
      return again({ expectedVersion: mailing.updatedAt.getTime(), conflict });
    }
    return redirect(`${pageOf(submission)}?done=saved`);
  });
}

/** Sends the mailing as one recipient would get it to the member who is signed in. */
export async function submitTest(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const { t, refused, actor, member, tooMany } = submission;
    const refusal = await tooMany('testLetterByMember');
    if (refusal) return refusal;
    const result = await sendMailingTest(
      { mailingId: textOf(form, 'id'), recipientId: textOf(form, 'recipient') },
      { to: member.email, personalLink: t('admin.mailings.linkStays'), actor, clock: meetingClock },
    );
    if (result.ok) return redirect(`${pageOf(submission)}?done=tested`);
    return refused(
      result.reason === 'unknown'
        ? t('admin.nothing.text')
        : t(`admin.refusal.${deliveryProblemOf(result.answer)}`),
    );
  });
}

/** Queues the mailing for all its recipients. */
export async function submitSending(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const { t, refused, actor } = submission;
    const mailing = await findMailing(textOf(form, 'id'));
    const isRead = mailing?.updatedAt.getTime() === Number(textOf(form, 'seen'));
    if (!mailing || !isRead) return refused(t('admin.mailings.changedMeanwhile'));
    const count = await sendMailing(mailing, mailing.updatedAt, { actor, clock: meetingClock });
    if (count === null) return refused(t('admin.mailings.sentAlready'));
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
  return adminAction(previous, form, async ({ t, locale, refused, actor }) => {
    const isDropped = await deleteDraft(textOf(form, 'id'), { actor, clock: meetingClock });
    if (!isDropped) return refused(t('admin.mailings.sentAlready'));
    return redirect(`/${locale}/admin/letters?done=dropped`);
  });
}
