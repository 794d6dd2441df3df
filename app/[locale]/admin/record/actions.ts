'use server';

import { errorMessages, idempotencyKeyOf, textOf, valuesOf } from '@/app/_form/form';
import { redirectWithNotice } from '@/app/_form/notice';
import type { AdminFormState } from '@/components/staff/admin-form';
import { defaultLocale, isLocale } from '@/lib/i18n/locale';
import { recordEntry } from '@/lib/registration/record-entry';
import { readRecorded } from '@/lib/registration/schema';
import { readReason } from '@/lib/registration/staff-fields';
import { meetingClock } from '@/lib/time/clock';
import { adminAction } from '../admin';
import { entrySources } from './sources';

/** Records a confirmation that reached the secretariat by note verbale, e-mail or telephone. */
export async function submitEntry(previous: AdminFormState, form: FormData): Promise<AdminFormState> {
  return adminAction(previous, form, async ({ t, locale, again, actor }) => {
    const values = valuesOf(form);
    const read = readRecorded(values);
    const source = entrySources.find((name) => name === textOf(form, 'source'));
    const reason = readReason(textOf(form, 'reason'));
    const errors: AdminFormState['errors'] = read.ok ? [] : errorMessages(read.complaints, locale);
    if (!source) errors.push({ field: 'source', text: t('admin.record.noSource') });
    if (!reason.ok && reason.problem === 'tooLong') {
      errors.push({ field: 'reason', text: t('admin.task.reason.tooLong') });
    }
    if (!read.ok || !source || errors.length > 0) return again({ errors });

    const language = textOf(form, 'language');
    const entry = {
      participant: read.participant,
      locale: isLocale(language) ? language : defaultLocale,
      source,
      reason: reason.ok ? reason.text : '',
      isNotified: textOf(form, 'letter') === 'yes',
    };
    const isSure = textOf(form, 'sure') === 'yes';
    const idempotencyKey = idempotencyKeyOf(form, entry);
    const outcome = await recordEntry(entry, { isSure, idempotencyKey, actor, clock: meetingClock });
    if (outcome.ok) return redirectWithNotice(`/${locale}/admin/record?done=${outcome.id ?? 'before'}`);
    if (outcome.reason === 'late') {
      return again({ errors: [{ field: 'reason', text: t('admin.record.late') }] });
    }
    const { id, reference, status } = outcome.registration;
    const link = {
      href: `/${locale}/admin/registrations/${id}`,
      text: t('admin.record.showKnown', { reference }),
    };
    if (outcome.reason === 'known') {
      const text = t(status === 'withdrawn' ? 'admin.record.knownWithdrawn' : 'admin.record.known');
      return again({ errors: [{ field: 'fullName', text }], link });
    }
    return again({
      question: { heading: t('admin.record.alikeHeading'), text: t('admin.record.alike') },
      link,
    });
  });
}
