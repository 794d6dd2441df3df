import { adminFormLabels } from '@/app/_form/form-labels';
import { RegistrationFacts } from '@/components/registration/registration-facts';
import { AdminForm } from '@/components/staff/admin-form';
import { TypedText } from '@/components/ui/running-text';
import { lookAlikesOf } from '@/lib/registration/look-alikes';
import { findRegistration } from '@/lib/registration/queries';
import type { Registration } from '@/prisma/client/client';
import { type AdminPageContext, adminMetadata, adminPage } from '../../../admin';
import { submitOtherPeople, submitSamePerson } from '../actions';
import { seenAsText } from '../seen-registrations';

export const generateMetadata = adminMetadata('admin.lookAlikes.heading');

const pathOf = (id: string) => `/admin/registrations/${id}/look-alikes`;

/** A registration beside its look-alikes, with the decision about each of them. */
export default adminPage<{ id: string }>({ path: ({ id }) => pathOf(id), isWide: true }, async (context) => {
  const { locale, t, params } = context;
  const registration = await findRegistration(params.id);
  if (!registration || registration.erasedAt) return null;
  const lookAlikes = await lookAlikesOf(registration.id);
  return (
    <>
      <p className="mb-4">
        <a className="quiet-link" href={`/${locale}/admin/registrations/${registration.id}`}>
          <TypedText text={registration.fullName} />
        </a>
      </p>
      <h1 className="mb-4 text-3xl">{t('admin.lookAlikes.heading')}</h1>
      {lookAlikes.length === 0 ? (
        <p className="notice">{t('admin.lookAlikes.none')}</p>
      ) : (
        <>
          <p className="prose-width mb-6">{t('admin.lookAlikes.text')}</p>
          <section aria-labelledby="this" className="mb-8">
            <h2 id="this" className="mb-3 text-xl">
              {t('admin.lookAlikes.this')}
            </h2>
            <RegistrationFacts registration={registration} locale={locale} none={t('admin.detail.nothing')} />
            {lookAlikes.length > 1 && (
              <div className="mt-4">
                <OtherPeople context={context} registration={registration} others={lookAlikes} />
              </div>
            )}
          </section>
          {lookAlikes.map((other) => (
            <LookAlike key={other.id} context={context} registration={registration} other={other} />
          ))}
        </>
      )}
    </>
  );
});

type Props = { context: AdminPageContext<{ id: string }>; registration: Registration; other: Registration };

function LookAlike({ context, registration, other }: Props) {
  const { locale, t } = context;
  return (
    <section aria-labelledby={other.id} className="mb-8">
      <h2 id={other.id} className="mb-3 text-xl">
        <a className="quiet-link" href={`/${locale}/admin/registrations/${other.id}`}>
          <TypedText text={other.fullName} /> (<bdi className="figures">{other.reference}</bdi>)
        </a>
      </h2>
      <RegistrationFacts registration={other} locale={locale} none={t('admin.detail.nothing')} />
      <div className="mt-4 flex flex-wrap gap-x-6 gap-y-2">
        <OtherPeople context={context} registration={registration} others={[other]} />
        {[registration, other].map((withdrawn) => (
          <div key={withdrawn.id}>
            <AdminForm
              locale={locale}
              address={`/${locale}${pathOf(registration.id)}`}
              hidden={{ id: registration.id, others: seenAsText([other]), withdrawn: withdrawn.id }}
              expectedVersion={registration.version}
              fields={[]}
              labels={adminFormLabels(locale, t('admin.lookAlikes.same', { reference: withdrawn.reference }))}
              isQuiet
              action={submitSamePerson}
            />
          </div>
        ))}
      </div>
    </section>
  );
}

/** The button that says that one or all of the look-alikes are other people. */
function OtherPeople({
  context: { locale, t },
  registration,
  others,
}: Omit<Props, 'other'> & { others: Registration[] }) {
  return (
    <div>
      <AdminForm
        locale={locale}
        address={`/${locale}${pathOf(registration.id)}`}
        hidden={{ id: registration.id, others: seenAsText(others) }}
        expectedVersion={registration.version}
        fields={[]}
        labels={adminFormLabels(
          locale,
          others.length > 1
            ? t('admin.lookAlikes.allOthers', { total: others.length })
            : t('admin.lookAlikes.other'),
        )}
        action={submitOtherPeople}
      />
    </div>
  );
}
