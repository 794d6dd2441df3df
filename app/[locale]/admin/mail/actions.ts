'use server';

import { randomUUID } from 'node:crypto';
import { addressError, textOf } from '@/app/_form/form';
import type { AdminFormState } from '@/components/staff/admin-form';
import { recordEvent } from '@/lib/audit/audit';
import { transaction } from '@/lib/db/client';
import { testEmail } from '@/lib/email/emails/test-email';
import { deliveryProblemOf } from '@/lib/email/smtp-reply';
import { sendTest } from '@/lib/email/transport';
import { directionOf } from '@/lib/i18n/locale';
import { readAddress } from '@/lib/registration/schema';
import { isolated, plainText } from '@/lib/text/bidi';
import { displayAddress } from '@/lib/text/email-address';
import { meetingClock } from '@/lib/time/clock';
import { adminAction } from '../admin';

/** Sends a test email at once, not through the outbox, and shows the reply of the mail server. */
export async function submitTestEmail(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async ({ t, locale, again, actor, tooMany }) => {
    const typed = textOf(form, 'email');
    const address = readAddress(typed);
    if (!address) return again({ errors: [{ field: 'email', text: addressError(typed, locale) }] });
    const refusal = await tooMany('testLetterByMember');
    if (refusal) return refusal;

    const at = meetingClock();
    const delivery = await sendTest(testEmail(address, at), randomUUID());
    await transaction((tx) =>
      recordEvent(tx, { type: 'mail.tested', accepted: delivery.ok }, { ...actor, at }),
    );
    const quote = { label: t('admin.mail.answer'), text: delivery.ok ? delivery.answer : delivery.reason };
    return delivery.ok
      ? again({
          notice: plainText(
            t('admin.mail.accepted', { address: isolated(displayAddress(address)) }),
            directionOf(locale),
          ),
          quote,
        })
      : again({ errors: [{ text: t(`admin.mail.refusal.${deliveryProblemOf(delivery.reason)}`) }], quote });
  });
}
