'use server';

import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { after } from 'next/server';
import { clientAddress, localeOf, searchParamsOf, textOf } from '@/app/_form/form';
import type { AdminFormState } from '@/components/staff/admin-form';
import { createDraft } from '@/lib/mailing/mailing';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { prepareBatch, runBatch, startBatch } from '@/lib/registration/bulk-review';
import { readListView } from '@/lib/registration/list-view';
import { idsMatching } from '@/lib/registration/queries';
import { log } from '@/lib/server/log';
import { signedIn } from '@/lib/staff/sessions';
import { meetingClock } from '@/lib/time/clock';
import { ReviewState } from '@/prisma/client/enums';
import { adminAction } from '../admin';

/** Takes what was ticked in the list, or all that the view shows, to the page that asks what is to be done with it. */
export async function takeSelection(form: FormData): Promise<void> {
  const locale = localeOf(form);
  const member = await signedIn(await headers());
  if (member?.role !== 'secretariat') redirect(`/${locale}/admin`);
  const context = {
    actor: { actor: 'secretariat', by: member.email, ipAddress: await clientAddress() } as const,
    clock: meetingClock,
  };
  const view = textOf(form, 'view');
  const isAll = textOf(form, 'which') === 'all';
  const ticked = form.getAll('id').filter((id) => typeof id === 'string');
  const filter = readListView(searchParamsOf(new URLSearchParams(view)));
  const ids = isAll ? await idsMatching(await currentMeeting(), filter, { locale }) : ticked;
  if (ids.length === 0) redirect(`/${locale}/admin${view}${view ? '&' : '?'}nothing`);

  const what = textOf(form, 'what');
  if (what === 'letter') {
    const empty = { subjectAr: '', textAr: '', subjectEn: '', textEn: '' };
    redirect(`/${locale}/admin/letters/${await createDraft({ ids }, empty, context)}`);
  }
  const review = Object.values(ReviewState).find((each) => each === what);
  if (!review) redirect(`/${locale}/admin${view}`);
  redirect(`/${locale}/admin/bulk/${await prepareBatch(ids, review, context)}`);
}

/** Starts what was asked for and confirmed, or goes on with it where it was broken off. */
export async function submitBatch(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async ({ locale, actor }) => {
    const id = textOf(form, 'id');
    await startBatch(id);
    after(() =>
      runBatch(id, { actor, clock: meetingClock }).catch((error) =>
        log.error({ event: 'batch.failed', id, err: error }),
      ),
    );
    return redirect(`/${locale}/admin/bulk/${encodeURIComponent(id)}`);
  });
}
