'use server';

import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { after } from 'next/server';
import { clientAddress, localeOf, searchParamsOf, textOf } from '@/app/_form/form';
import { redirectWithNotice } from '@/app/_form/notice';
import type { AdminFormState } from '@/components/staff/admin-form';
import { createDraft } from '@/lib/mailing/mailing';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { prepareBatch, runBatch, startBatch } from '@/lib/registration/bulk-review';
import { addressWithList, readListView, viewAsParameter } from '@/lib/registration/list-view';
import { idsMatching } from '@/lib/registration/queries';
import { log } from '@/lib/server/log';
import { signedIn } from '@/lib/staff/sessions';
import { meetingClock } from '@/lib/time/clock';
import { ReviewState } from '@/prisma/client/enums';
import { adminAction } from '../admin';

/**
 * Leads from a selection in the list, or from all registrations of the view, to the page where the secretariat confirms what to do
 * with them: set a review state, or write an email to them as a draft.
 */
export async function takeSelection(form: FormData): Promise<void> {
  const locale = localeOf(form);
  const member = await signedIn(await headers());
  if (member?.role !== 'secretariat') redirect(`/${locale}/admin`);
  const context = {
    actor: { actor: 'secretariat', by: member.email, ipAddress: await clientAddress() } as const,
    clock: meetingClock,
  };
  const query = textOf(form, 'view');
  const isAll = textOf(form, 'which') === 'all';
  const ticked = form.getAll('id').filter((value) => typeof value === 'string');
  const view = readListView(searchParamsOf(new URLSearchParams(query)));
  const selection = isAll
    ? await idsMatching(await currentMeeting(), view, { locale })
    : ticked.map(readSelected);
  if (selection.length === 0)
    return redirectWithNotice(`/${locale}/admin${query}${query ? '&' : '?'}nothing`);

  const operation = textOf(form, 'what');
  const list = viewAsParameter(view);
  if (operation === 'letter') {
    const emptyTexts = { subjectAr: '', textAr: '', subjectEn: '', textEn: '' };
    const ids = selection.map((selected) => (typeof selected === 'string' ? selected : selected.id));
    const id = await createDraft({ ids }, emptyTexts, context);
    redirect(addressWithList(`/${locale}/admin/letters/${id}`, list));
  }
  const review = Object.values(ReviewState).find((state) => state === operation);
  if (!review) redirect(`/${locale}/admin${query}`);
  redirect(addressWithList(`/${locale}/admin/bulk/${await prepareBatch(selection, review, context)}`, list));
}

/** A ticked registration: `id:version`, as the list showed it. */
function readSelected(value: string) {
  const [id = '', version = ''] = value.split(':');
  return /^\d{1,9}$/.test(version) ? { id, version: Number(version) } : id;
}

/** Starts a prepared batch, or continues one that was interrupted. It runs after the response. */
export async function submitBatch(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async ({ locale, actor, list }) => {
    const id = textOf(form, 'id');
    await startBatch(id);
    after(() =>
      runBatch(id, { actor, clock: meetingClock }).catch((error) =>
        log.error({ event: 'batch.failed', id, err: error }),
      ),
    );
    return redirect(addressWithList(`/${locale}/admin/bulk/${encodeURIComponent(id)}`, list));
  });
}
