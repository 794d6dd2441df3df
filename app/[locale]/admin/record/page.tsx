import { randomUUID } from 'node:crypto';
import { adminFormLabels } from '@/app/_form/form-labels';
import { participantFields } from '@/components/registration/participant-fields';
import { AdminForm } from '@/components/staff/admin-form';
import { languageNames, locales } from '@/lib/i18n/locale';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { deadlineInWords } from '@/lib/meeting/deadline';
import { isConfirmationOpen } from '@/lib/meeting/phase';
import { findRegistration } from '@/lib/registration/queries';
import { meetingClock } from '@/lib/time/clock';
import { adminMetadata, adminPage } from '../admin';
import { submitEntry } from './actions';
import { entrySources } from './sources';

export const generateMetadata = adminMetadata('admin.record.heading');

export default adminPage({ path: () => '/admin/record' }, async ({ locale, t, searchParams, hasNotice }) => {
  const meeting = await currentMeeting();
  const isOpen = isConfirmationOpen(meeting, meetingClock());
  const done = hasNotice ? searchParams.done : undefined;
  const recorded = done ? await findRegistration(done) : null;
  return (
    <div className="prose-width">
      {done && (
        <p role="status" className="notice mb-6">
          {t('admin.done.recorded')}{' '}
          {recorded && (
            <a className="quiet-link" href={`/${locale}/admin/registrations/${recorded.id}`}>
              <bdi className="figures">{recorded.reference}</bdi>
            </a>
          )}
        </p>
      )}
      <h1 className="mb-4 text-3xl">{t('admin.record.heading')}</h1>
      <p className="mb-6">
        {t('admin.record.text')}
        {!isOpen && ` ${t('admin.record.isLate', { since: deadlineInWords(meeting, locale).since })}`}
      </p>
      <AdminForm
        // Another key remounts the form, so that it is empty after a confirmation was recorded.
        key={searchParams.done}
        locale={locale}
        address={`/${locale}/admin/record`}
        hidden={{ formId: randomUUID() }}
        initial={{ source: 'noteVerbale', language: 'ar', letter: 'yes' }}
        fields={[
          {
            name: 'source',
            label: t('fields.source'),
            kind: 'choice',
            options: entrySources.map((value) => ({ value, text: t(`admin.source.${value}`) })),
          },
          ...participantFields(null, locale),
          {
            name: 'reason',
            label: t('admin.record.reason'),
            hint: t('admin.record.reasonHint'),
            isOptional: isOpen,
          },
          {
            name: 'language',
            label: t('fields.language'),
            kind: 'choice',
            options: locales.map((value) => ({ value, text: languageNames[value] })),
          },
          { name: 'letter', label: t('admin.record.letter'), kind: 'check', isOptional: true },
        ]}
        labels={adminFormLabels(locale, t('admin.record.submit'))}
        action={submitEntry}
      />
    </div>
  );
});
