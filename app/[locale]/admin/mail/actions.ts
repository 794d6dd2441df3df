'use server';

import { randomUUID } from 'node:crypto';
import type { AdminFormState } from '@/components/admin-form';
import { record } from '@/lib/audit';
import { meetingClock } from '@/lib/clock';
import { transaction } from '@/lib/db';
import { trialLetter } from '@/lib/mail/letters';
import { refusalOf } from '@/lib/mail/refusals';
import { tryOut } from '@/lib/mail/transport';
import { readAddress } from '@/lib/registration/schema';
import { textOf } from '../../../form';
import { adminAction } from '../admin';

/** Sends a test letter while its reader waits, and tells what the mail server answered. */
export async function submitTestLetter(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async ({ t, again, doer, tooMany }) => {
    const address = readAddress(textOf(form, 'email'));
    if (!address) return again({ errors: [{ field: 'email', text: t('problems.address') }] });
    const refusal = await tooMany('testLetterByMember');
    if (refusal) return refusal;

    const at = meetingClock();
    const sent = await tryOut(trialLetter(address, at), randomUUID());
    await transaction((tx) => record(tx, { type: 'mail.tested', accepted: sent.ok }, { ...doer, at }));
    const quote = { label: t('admin.mail.answer'), text: sent.ok ? sent.answer : sent.reason };
    return sent.ok
      ? again({ notice: t('admin.mail.accepted', { address }), quote })
      : again({ errors: [{ text: t(`admin.mail.refusal.${refusalOf(sent.reason)}`) }], quote });
  });
}
