import { adminFormLabels } from '@/app/_form/form-labels';
import { type AdminField, AdminForm } from '@/components/staff/admin-form';
import { comma, directionOf } from '@/lib/i18n/locale';
import { digestOf, fileOf, findImport, preview } from '@/lib/import/import';
import type { StoredFile } from '@/lib/import/stored-file';
import { typedRows } from '@/lib/import/stored-file';
import { unknownCountries, type Verdict } from '@/lib/import/verdicts';
import { arabStatesInOrder, otherCountriesInOrder } from '@/lib/meeting/content/countries';
import { fields } from '@/lib/registration/schema';
import { isolated, plainText } from '@/lib/text/bidi';
import { meetingClock } from '@/lib/time/clock';
import type { Import } from '@/prisma/client/client';
import { type AdminPageContext, adminMetadata, adminPage } from '../../admin';
import { submitCountries, submitDiscard, submitImport } from '../actions';
import { ColumnsForm } from './columns-form';
import { FileContent } from './file-content';
import { RowsTable } from './rows-table';

export const generateMetadata = adminMetadata('admin.import.heading');

type Context = AdminPageContext<{ id: string }>;

export default adminPage<{ id: string }>({ path: ({ id }) => `/admin/import/${id}` }, async (context) => {
  const storedImport = await findImport(context.params.id);
  if (!storedImport) return null;
  if (storedImport.doneAt) return <Done context={context} storedImport={storedImport} />;
  const file = fileOf(storedImport);
  if (!file) return <Gone context={context} />;
  if (!file.isComplete || 'columns' in context.searchParams) {
    return <ColumnsForm context={context} id={storedImport.id} file={file} />;
  }
  const verdicts = await preview(file, meetingClock());
  return <Preview context={context} id={storedImport.id} file={file} verdicts={verdicts} />;
});

/** What was recorded. */
function Done({ context: { locale, t }, storedImport }: { context: Context; storedImport: Import }) {
  const { recorded, updated } = storedImport;
  return (
    <>
      <h1 className="mb-4 text-3xl">{t('admin.import.heading')}</h1>
      <p role="status" className="notice mb-6">
        {t('admin.import.recorded', { total: recorded ?? 0 })}
        {updated ? ` ${t('admin.import.updated', { total: updated })}` : ''}
      </p>
      <a className="quiet-link" href={`/${locale}/admin`}>
        {t('admin.detail.back')}
      </a>
    </>
  );
}

/** The rows were removed before anybody decided, because a person was erased. */
const Gone = ({ context: { locale, t } }: { context: Context }) => (
  <>
    <h1 className="mb-4 text-3xl">{t('admin.import.heading')}</h1>
    <p role="status" className="notice mb-6">
      {t('admin.import.gone')}
    </p>
    <a className="quiet-link" href={`/${locale}/admin/import`}>
      {t('admin.import.chooseAgain')}
    </a>
  </>
);

type PreviewProps = { context: Context; id: string; file: StoredFile; verdicts: Verdict[] };

/** What would become of each row, and the decision about it. */
function Preview({ context, id, file, verdicts }: PreviewProps) {
  const { locale, t, searchParams, hasNotice } = context;
  const count = (...kinds: Verdict['kind'][]) => verdicts.filter(({ kind }) => kinds.includes(kind)).length;
  const [good, undecided] = [count('good'), count('alike', 'update')];
  return (
    <>
      <h1 className="mb-4 text-3xl">{t('admin.import.preview')}</h1>
      {hasNotice && 'changed' in searchParams && (
        <p role="alert" className="notice notice-error mb-6">
          {t('admin.import.changed')}
        </p>
      )}
      <FileContent context={context} id={id} file={file} />
      <CountriesForm context={context} id={id} file={file} />
      <p role="status" className="mb-4 font-semibold">
        {t('admin.import.counts', { good, bad: verdicts.length - good - undecided, alike: undecided })}
      </p>
      <RowsTable context={context} file={file} rows={typedRows(file)} verdicts={verdicts} />
      <div className="prose-width mt-8">
        {good + undecided > 0 && (
          <AdminForm
            locale={locale}
            address={`/${locale}/admin/import/${id}`}
            hidden={{ id, expected: digestOf(verdicts) }}
            fields={decisionFields(context, verdicts)}
            labels={adminFormLabels(
              locale,
              t(count('update') > 0 ? 'admin.import.recordAndUpdate' : 'admin.import.record', { good }),
            )}
            action={submitImport}
          />
        )}
        <div className="mt-6">
          <AdminForm
            locale={locale}
            address={`/${locale}/admin/import/${id}`}
            hidden={{ id }}
            fields={[]}
            labels={adminFormLabels(locale, t('admin.import.drop'))}
            isSmall
            action={submitDiscard}
          />
        </div>
      </div>
    </>
  );
}

/** What a member can decide: only what concerns at least one row. */
function decisionFields({ t }: Context, verdicts: Verdict[]): AdminField[] {
  const alike = verdicts.filter(({ kind }) => kind === 'alike').length;
  const isNew = alike > 0 || verdicts.some(({ kind }) => kind === 'good');
  const changes = verdicts.flatMap((verdict) => (verdict.kind === 'update' ? verdict.changes : []));
  const check = (name: string, label: string): AdminField => ({
    name,
    label,
    kind: 'check',
    isOptional: true,
  });
  return [
    ...(alike > 0 ? [check('alike', t('admin.import.alike', { alike }))] : []),
    ...(isNew ? [check('letter', t('admin.import.letter'))] : []),
    ...fields.flatMap((field) => {
      const total = changes.filter((change) => change.field === field).length;
      const label = t('admin.import.updateField', { field: t(`fields.${field}`), total });
      return total > 0 ? [check(`update-${field}`, label)] : [];
    }),
    ...(changes.length > 0
      ? [
          {
            name: 'updateReason',
            label: t('admin.import.updateReason'),
            hint: t('admin.import.updateReasonHint'),
            isOptional: true,
          },
          check('updateLetter', t('admin.import.updateLetter')),
        ]
      : []),
  ];
}

/** Asks which countries unknown names mean, once for all rows that have them. */
function CountriesForm({ context: { locale, t }, id, file }: Omit<PreviewProps, 'verdicts'>) {
  const unknown = unknownCountries(file);
  if (unknown.length === 0) return null;
  const options = [
    { value: '', text: t('admin.import.countries.undecided') },
    { value: 'none', text: t('admin.import.countries.none') },
    ...[...arabStatesInOrder(locale), ...otherCountriesInOrder(locale)].map(({ code, name }) => ({
      value: code,
      text: name,
    })),
  ];
  return (
    <section className="prose-width mb-8">
      <h2 className="mb-2 text-xl">{t('admin.import.countries.heading')}</h2>
      <p className="mb-4">{t('admin.import.countries.text')}</p>
      <AdminForm
        // Another key remounts the form when fewer names are left.
        key={unknown.map(({ name }) => name).join()}
        locale={locale}
        address={`/${locale}/admin/import/${id}`}
        hidden={{ id, ...Object.fromEntries(unknown.map(({ name }, index) => [`name-${index}`, name])) }}
        fields={unknown.map(({ name, rows }, index) => ({
          name: `country-${index}`,
          label: plainText(isolated(name), directionOf(locale)),
          hint: t('admin.import.countries.rows', { rows: rows.join(comma[locale]) }),
          kind: 'choice',
          options,
          isOptional: true,
        }))}
        labels={adminFormLabels(locale, t('admin.import.countries.save'))}
        isQuiet
        action={submitCountries}
      />
    </section>
  );
}
