import { randomUUID } from 'node:crypto';
import { adminFormLabels } from '@/app/_form/form-labels';
import { RegistrationFacts } from '@/components/registration/registration-facts';
import { AdminForm } from '@/components/staff/admin-form';
import { BackToList } from '@/components/staff/back-to-list';
import { EmailHistory, History } from '@/components/staff/registration-history';
import { StatusLabel } from '@/components/staff/state-labels';
import { TypedText } from '@/components/ui/running-text';
import { history } from '@/lib/audit/audit';
import { languageNames } from '@/lib/i18n/locale';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import {
  addressWithList,
  defaultView,
  fieldsWithList,
  type ListView,
  readViewParameter,
  viewAsParameter,
} from '@/lib/registration/list-view';
import { lookAlikesOf } from '@/lib/registration/look-alikes';
import { nameIn } from '@/lib/registration/person-name';
import { findRegistration, neighboursOf } from '@/lib/registration/queries';
import { PresentationState, ReviewState } from '@/prisma/client/enums';
import { type AdminPageContext, adminMetadata, adminPage } from '../../admin';
import { submitResend, submitStaffFields } from './actions';

export const generateMetadata = adminMetadata('admin.detail.title');

type RegistrationDetails = NonNullable<Awaited<ReturnType<typeof findRegistration>>>;

const notices = [
  'handled',
  'corrected',
  'withdrawn',
  'reinstated',
  'linkReplaced',
  'erased',
  'again',
  'unchanged',
  'recorded',
  'otherPeople',
  'samePerson',
] as const;

export default adminPage<{ id: string }>(
  { path: ({ id }) => `/admin/registrations/${id}` },
  async (context) => {
    const { locale, t, params, searchParams, hasNotice } = context;
    const registration = await findRegistration(params.id);
    if (!registration) return null;
    const { id, language, messages, status, withdrawnBy, erasedAt } = registration;
    const done = notices.find((notice) => hasNotice && notice === searchParams.done);
    const lookAlikes = await lookAlikesOf(id);
    return (
      <>
        <WaysOn context={context} />
        {done && (
          <p role="status" className="notice mb-6">
            {t(`admin.done.${done}`)}
          </p>
        )}
        <h1 className="mb-2 text-3xl">
          {erasedAt ? t('admin.detail.erased') : <TypedText text={nameIn(registration, locale)} />}
        </h1>
        <div className="mb-6 flex flex-wrap gap-x-6">
          <StatusLabel status={status} locale={locale} />
          {withdrawnBy && withdrawnBy !== 'site' && <span>{t(`admin.withdrawnBy.${withdrawnBy}`)}</span>}
          <span>
            {t('fields.source')}: {t(`admin.source.${registration.source}`)}
          </span>
          <span>
            {t('fields.language')}: <bdi lang={language}>{languageNames[language]}</bdi>
          </span>
        </div>
        {lookAlikes.length > 0 && (
          <div className="notice mb-6">
            <p className="mb-2">{t('admin.lookAlikes.notice')}</p>
            <ul className="mb-2">
              {lookAlikes.map((other) => (
                <li key={other.id}>
                  <TypedText text={other.fullName} /> (<bdi className="figures">{other.reference}</bdi>)
                </li>
              ))}
            </ul>
            <a className="quiet-link" href={`/${locale}/admin/registrations/${id}/look-alikes`}>
              {t('admin.lookAlikes.decide')}
            </a>
          </div>
        )}
        {erasedAt ? (
          <p className="notice">{t('admin.detail.erasedText', { reference: registration.reference })}</p>
        ) : (
          <div className="work-grid">
            <div>
              <RegistrationFacts
                registration={registration}
                locale={locale}
                none={t('admin.detail.nothing')}
              />
              <Tasks context={context} registration={registration} />
            </div>
            <StaffFieldsPanel context={context} registration={registration} />
          </div>
        )}
        <h2 className="mt-8 mb-3 text-xl">{t('admin.detail.letters')}</h2>
        <EmailHistory
          messages={messages}
          locale={locale}
          addressOf={(messageId) =>
            addressWithList(`/${locale}/admin/emails/${messageId}`, searchParams.list)
          }
        >
          {(messageId) => (
            <AdminForm
              locale={locale}
              address={addressOf(context)}
              hidden={{ ...hiddenFields(context), message: messageId, formId: randomUUID() }}
              fields={[]}
              labels={adminFormLabels(locale, t('admin.detail.sendAgain'))}
              isSmall
              action={submitResend}
            />
          )}
        </EmailHistory>
        <h2 className="mt-8 mb-3 text-xl">{t('admin.detail.history')}</h2>
        <History events={await history(id)} locale={locale} />
      </>
    );
  },
);

type Context = AdminPageContext<{ id: string }>;
type Props = { context: Context; registration: RegistrationDetails };

/** The address of this page or of a task below it, with the way back to the list. */
const addressOf = ({ locale, params: { id }, searchParams }: Context, task = ''): string =>
  addressWithList(`/${locale}/admin/registrations/${id}${task}`, searchParams.list);

/** The fields by which every form of this page says what it is about and where it was opened from. */
const hiddenFields = ({ params: { id }, searchParams: { list } }: Context): Record<string, string> =>
  fieldsWithList({ id }, list);

/** Registrations to review, for a page that was opened by an email or a bookmark and not from the list. */
const toReview: ListView = { ...defaultView, review: 'new' };

/** Links back to the list, and to the registrations beside this one in the view from which it was opened. */
async function WaysOn({ context: { locale, t, params, searchParams } }: { context: Context }) {
  const { list } = searchParams;
  const onwards = list ?? viewAsParameter(toReview);
  const viewer = { id: params.id, role: 'secretariat', locale } as const;
  const { previous, next } = await neighboursOf(await currentMeeting(), readViewParameter(onwards), viewer);
  const link = (id: string, rel: 'prev' | 'next', text: string) => (
    <a
      className="quiet-link"
      href={addressWithList(`/${locale}/admin/registrations/${id}`, onwards)}
      rel={rel}
    >
      {text}
    </a>
  );
  return (
    <nav aria-label={t('admin.detail.ways')} className="mb-4 flex flex-wrap gap-x-6 gap-y-1">
      <BackToList list={list} locale={locale} />
      {list !== undefined && previous && link(previous, 'prev', t('admin.detail.previous'))}
      {next && link(next, 'next', t(list === undefined ? 'admin.detail.nextToReview' : 'admin.detail.next'))}
      {list !== undefined && !next && <span>{t('admin.detail.last')}</span>}
    </nav>
  );
}

/** Links to the actions on a registration. Each has its own page, which asks for the reason. */
function Tasks({ context, registration: { status } }: Props) {
  const { t } = context;
  const tasks = ['correct', status === 'confirmed' ? 'withdraw' : 'reinstate', 'link', 'erase'] as const;
  return (
    <ul className="mt-4 flex flex-wrap gap-x-6 gap-y-1">
      {tasks.map((task) => (
        <li key={task}>
          <a className="quiet-link inline-block py-2" href={addressOf(context, `/${task}`)}>
            {t(`admin.task.${task}.title`)}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The id of the form with the fields that only the secretariat sees. */
const STAFF_FORM = 'staff-fields';

/** The fields that only the secretariat sees, with a button of its own for the most usual change: reviewed. */
function StaffFieldsPanel({ context, registration }: Props) {
  const { locale, t } = context;
  const { version, review, internalNote, latinName, presentation, presentationOrder } = registration;
  const address = addressOf(context);
  const choice = (name: 'review' | 'presentation', values: string[]) => ({
    name,
    label: t(`fields.${name}`),
    kind: 'choice' as const,
    options: values.map((value) => ({ value, text: t(`admin.${name}.${value}` as 'admin.review.new') })),
  });
  return (
    <section aria-labelledby="handling" className="work-panel">
      <h2 id="handling" className="mb-3 text-xl">
        {t('admin.handle.heading')}
      </h2>
      {review !== 'reviewed' && (
        <p className="mb-6">
          <button
            type="submit"
            form={STAFF_FORM}
            name="then"
            value="reviewed"
            className="action w-full sm:w-auto"
          >
            {t('admin.handle.markReviewed')}
          </button>
        </p>
      )}
      <AdminForm
        key={version}
        id={STAFF_FORM}
        locale={locale}
        address={address}
        hidden={hiddenFields(context)}
        expectedVersion={version}
        initial={{
          review,
          internalNote: internalNote ?? '',
          latinName: latinName ?? '',
          presentation: presentation ?? '',
          presentationOrder: presentationOrder ? String(presentationOrder) : '',
        }}
        fields={[
          choice('review', Object.values(ReviewState)),
          ...(presentation
            ? [
                choice('presentation', Object.values(PresentationState)),
                {
                  name: 'presentationOrder',
                  label: t('fields.presentationOrder'),
                  hint: t('admin.handle.placeHint'),
                  kind: 'number' as const,
                  isOptional: true,
                },
              ]
            : []),
          {
            name: 'latinName',
            label: t('fields.latinName'),
            hint: t('admin.handle.latinNameHint'),
            dir: 'ltr',
            isOptional: true,
          },
          {
            name: 'internalNote',
            label: t('fields.internalNote'),
            hint: t('admin.handle.noteHint'),
            kind: 'area',
            isOptional: true,
          },
        ]}
        labels={adminFormLabels(locale, t('admin.handle.save'))}
        isQuiet
        action={submitStaffFields}
      />
    </section>
  );
}
