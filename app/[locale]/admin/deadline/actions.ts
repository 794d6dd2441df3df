'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { textOf } from '@/app/_form/form';
import { redirectWithNotice } from '@/app/_form/notice';
import type { AdminFormState } from '@/components/staff/admin-form';
import { deadlineTexts, toldBefore } from '@/lib/mailing/deadline-mailing';
import { createDraft } from '@/lib/mailing/mailing';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { deadlineInWords } from '@/lib/meeting/deadline';
import { deadlineMoves, moveDeadline, versionedDeadline } from '@/lib/meeting/move-deadline';
import { readReason } from '@/lib/registration/staff-fields';
import { meetingClock } from '@/lib/time/clock';
import { formatWeekday } from '@/lib/time/dates';
import { DAY_MS, later } from '@/lib/time/instant';
import { readDay } from '@/lib/time/read-day';
import { adminAction } from '../admin';

/** Moves the deadline to the end of another day. */
export async function submitDeadline(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async ({ t, locale, again, actor }) => {
    const lastDay = readDay(textOf(form, 'lastDay'));
    const reason = readReason(textOf(form, 'reason'));
    const errors: AdminFormState['errors'] = [];
    if (lastDay === null) errors.push({ field: 'lastDay', text: t('admin.deadline.noDay') });
    if (!reason.ok) errors.push({ field: 'reason', text: t(`admin.task.reason.${reason.problem}`) });
    if (!reason.ok || lastDay === null) return again({ errors });

    const outcome = await moveDeadline({
      lastDay,
      reason: reason.text,
      expectedVersion: Number(textOf(form, 'seen')),
      isSure: textOf(form, 'sure') === 'yes',
      actor,
      clock: meetingClock,
    });
    if (outcome.ok) {
      // This process shows the new deadline at once, the others when their cached pages expire.
      revalidatePath('/[locale]', 'layout');
      return redirectWithNotice(`/${locale}/admin/deadline?done=moved`);
    }
    const meeting = await currentMeeting();
    switch (outcome.reason) {
      case 'past':
        return again({
          question: { heading: t('admin.deadline.pastHeading'), text: t('admin.deadline.past') },
        });
      case 'changed': {
        const { closesAt, version } = await versionedDeadline();
        const deadline = deadlineInWords({ closesAt }, locale).until;
        return again({
          expectedVersion: version,
          errors: [{ text: t('admin.deadline.changed', { deadline }) }],
        });
      }
      case 'same':
      case 'tooLate':
        return again({
          errors: [
            {
              field: 'lastDay',
              text: t(`admin.deadline.${outcome.reason}`, {
                day: formatWeekday(later(meeting.startsAt, -DAY_MS), locale),
              }),
            },
          ],
        });
    }
  });
}

/** Begins an email about the latest move to those who were told the earlier deadline, as a draft with its texts filled in. */
export async function submitDeadlineEmail(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async ({ t, locale, refused, actor }) => {
    const [move] = await deadlineMoves();
    if (!move || String(move.id) !== textOf(form, 'move')) return refused(t('admin.deadline.movedAgain'));
    const ids = await toldBefore(move, (await currentMeeting()).id);
    const texts = deadlineTexts(move, meetingClock());
    const id = await createDraft({ ids }, texts, { actor, clock: meetingClock });
    return redirect(`/${locale}/admin/letters/${id}`);
  });
}
