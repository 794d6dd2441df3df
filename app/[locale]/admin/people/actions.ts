'use server';

import { addressError, textOf } from '@/app/_form/form';
import { redirectWithNotice } from '@/app/_form/notice';
import type { AdminFormState } from '@/components/staff/admin-form';
import { readAddress } from '@/lib/registration/schema';
import { changeRole, endSession, invite, type MemberOutcome, removeMember } from '@/lib/staff/members';
import { meetingClock } from '@/lib/time/clock';
import { Role } from '@/prisma/client/enums';
import { type AdminSubmission, adminAction } from '../admin';

const roleOf = (form: FormData): Role | undefined =>
  Object.values(Role).find((role) => role === textOf(form, 'role'));

/** Makes somebody a member and queues the invitation email. */
export async function submitInvitation(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async ({ t, locale, again, refused, actor }) => {
    const typed = textOf(form, 'email');
    const address = readAddress(typed);
    if (!address) return again({ errors: [{ field: 'email', text: addressError(typed, locale) }] });
    const role = roleOf(form);
    if (!role) return refused(t('admin.nothing.text'));
    const outcome = await invite(address, role, { actor, clock: meetingClock });
    if (!outcome.ok) return again({ errors: [{ field: 'email', text: t('admin.people.known') }] });
    return redirectWithNotice(`/${locale}/admin/people?done=invited`);
  });
}

/** Removes a member and ends their sessions. */
export async function submitRemoval(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) =>
    respond(
      submission,
      await removeMember(textOf(form, 'id'), { actor: submission.actor, clock: meetingClock }),
      'removed',
    ),
  );
}

/** Changes the role of a member. */
export async function submitRole(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async (submission) => {
    const role = roleOf(form);
    if (!role) return submission.refused(submission.t('admin.nothing.text'));
    const context = { actor: submission.actor, clock: meetingClock };
    return respond(submission, await changeRole(textOf(form, 'id'), role, context), 'roleChanged');
  });
}

/** Ends a session of any member. */
export async function submitSessionEnd(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async ({ t, locale, actor, refused }) => {
    const isEnded = await endSession(textOf(form, 'session'), { actor, clock: meetingClock });
    if (!isEnded) return refused(t('admin.people.noSession'));
    return redirectWithNotice(`/${locale}/admin/people?done=sessionEnded`);
  });
}

/** Leads to the list of members after success, else shows the form again with the reason. */
async function respond(
  { t, locale, refused }: AdminSubmission,
  outcome: MemberOutcome,
  done: string,
): Promise<AdminFormState> {
  if (outcome.ok) return redirectWithNotice(`/${locale}/admin/people?done=${done}`);
  const sentences = {
    unknown: t('admin.nothing.text'),
    last: t('admin.people.last'),
    changed: t('admin.people.changed'),
  };
  return refused(sentences[outcome.reason]);
}
