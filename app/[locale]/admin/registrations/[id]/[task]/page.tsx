import { adminFormLabels } from '@/app/_form/form-labels';
import { participantFields } from '@/components/registration/participant-fields';
import { AdminForm } from '@/components/staff/admin-form';
import { TypedText } from '@/components/ui/running-text';
import { erasureGrounds } from '@/lib/audit/audit';
import { languageNames, locales } from '@/lib/i18n/locale';
import { formValuesOf } from '@/lib/registration/field-values';
import { addressWithList, fieldsWithList } from '@/lib/registration/list-view';
import { nameIn } from '@/lib/registration/person-name';
import { findRegistration } from '@/lib/registration/queries';
import { adminMetadata, adminPage } from '../../../admin';
import {
  submitCorrection,
  submitErasure,
  submitNewLink,
  submitReinstatement,
  submitStaffWithdrawal,
} from '../actions';

export const generateMetadata = adminMetadata('admin.detail.title');

/** The tasks by the last segment of their URL. `hasEmailChoice`: whether the form asks if the participant gets an email about it. */
const tasks = {
  correct: { action: submitCorrection, hasEmailChoice: true },
  withdraw: { action: submitStaffWithdrawal, hasEmailChoice: true },
  reinstate: { action: submitReinstatement, hasEmailChoice: true },
  link: { action: submitNewLink, hasEmailChoice: false },
  erase: { action: submitErasure, hasEmailChoice: false },
} as const;
const isTask = (name: string): name is keyof typeof tasks => Object.hasOwn(tasks, name);

export default adminPage<{ id: string; task: string }>(
  { path: ({ id, task }) => `/admin/registrations/${id}/${task}` },
  async ({ locale, t, params: { id, task }, searchParams: { list } }) => {
    const registration = isTask(task) ? await findRegistration(id) : null;
    if (!isTask(task) || !registration || registration.erasedAt) return null;
    const { action, hasEmailChoice } = tasks[task];
    const path = `/${locale}/admin/registrations/${id}`;
    const registrationAddress = addressWithList(path, list);
    return (
      <div className="prose-width">
        <p className="mb-4">
          <a className="quiet-link" href={registrationAddress}>
            <TypedText text={nameIn(registration, locale)} />
          </a>
        </p>
        <h1 className="mb-4 text-3xl">{t(`admin.task.${task}.title`)}</h1>
        <p className="mb-6">{t(`admin.task.${task}.text`)}</p>
        <AdminForm
          locale={locale}
          address={addressWithList(`${path}/${task}`, list)}
          hidden={fieldsWithList({ id }, list)}
          expectedVersion={registration.version}
          initial={{
            ...formValuesOf(registration),
            language: registration.language,
            reason: '',
            reference: '',
            ground: 'request',
            letter: registration.email ? 'yes' : '',
          }}
          fields={[
            ...(task === 'correct'
              ? [
                  ...participantFields(registration.country, locale),
                  {
                    name: 'language',
                    label: t('fields.language'),
                    hint: t('admin.correct.languageHint'),
                    kind: 'choice' as const,
                    options: locales.map((value) => ({ value, text: languageNames[value] })),
                  },
                ]
              : []),
            ...(task === 'erase'
              ? [
                  {
                    name: 'reference',
                    label: t('fields.reference'),
                    hint: (
                      <>
                        {t('admin.task.erase.referenceHint')}{' '}
                        <bdi className="figures">{registration.reference}</bdi>
                      </>
                    ),
                    dir: 'ltr' as const,
                  },
                  {
                    name: 'ground',
                    label: t('admin.task.erase.ground'),
                    hint: t('admin.task.erase.groundHint'),
                    kind: 'choice' as const,
                    options: erasureGrounds.map((value) => ({ value, text: t(`admin.ground.${value}`) })),
                  },
                ]
              : [{ name: 'reason', label: t('admin.task.reason.label'), hint: t('admin.task.reason.hint') }]),
            ...(hasEmailChoice && (registration.email || task === 'correct')
              ? [{ name: 'letter', label: t('admin.task.letter'), kind: 'check' as const, isOptional: true }]
              : []),
          ]}
          labels={adminFormLabels(locale, t(`admin.task.${task}.submit`))}
          action={action}
        />
        <p className="mt-6">
          <a className="quiet-link" href={registrationAddress}>
            {t('admin.task.keep')}
          </a>
        </p>
      </div>
    );
  },
);
