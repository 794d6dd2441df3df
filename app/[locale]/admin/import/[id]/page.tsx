import { errorMessages } from '@/app/_form/form';
import { adminFormLabels } from '@/app/_form/form-labels';
import { AdminForm } from '@/components/staff/admin-form';
import { TypedText } from '@/components/ui/running-text';
import { findImport, preview, rowsOf, type TypedRow, type Verdict } from '@/lib/import/import';
import { meetingClock } from '@/lib/time/clock';
import { type AdminPageContext, adminMetadata, adminPage } from '../../admin';
import { submitDiscard, submitImport } from '../actions';

export const generateMetadata = adminMetadata('admin.import.heading');

export default adminPage<{ id: string }>({ path: ({ id }) => `/admin/import/${id}` }, async (context) => {
  const { locale, t, searchParams, hasNotice, params } = context;
  const storedImport = await findImport(params.id);
  if (!storedImport) return null;
  if (storedImport.doneAt) {
    return (
      <>
        <h1 className="mb-4 text-3xl">{t('admin.import.heading')}</h1>
        <p role="status" className="notice mb-6">
          {t('admin.import.recorded', { total: storedImport.recorded ?? 0 })}
        </p>
        <a className="quiet-link" href={`/${locale}/admin`}>
          {t('admin.detail.back')}
        </a>
      </>
    );
  }
  const rows = rowsOf(storedImport);
  const verdicts = await preview(rows, meetingClock());
  const count = (kind: Verdict['kind']) => verdicts.filter((verdict) => verdict.kind === kind).length;
  const [good, alike] = [count('good'), count('alike')];
  const path = `/${locale}/admin/import/${storedImport.id}`;
  return (
    <>
      <h1 className="mb-4 text-3xl">{t('admin.import.preview')}</h1>
      {hasNotice && 'changed' in searchParams && (
        <p role="alert" className="notice notice-error mb-6">
          {t('admin.import.changed')}
        </p>
      )}
      <p role="status" className="mb-4 font-semibold">
        {t('admin.import.counts', { good, bad: rows.length - good - alike, alike })}
      </p>
      <Rows context={context} rows={rows} verdicts={verdicts} />
      <div className="prose-width mt-8">
        {good + alike > 0 && (
          <AdminForm
            locale={locale}
            address={path}
            hidden={{ id: storedImport.id, expected: String(good) }}
            fields={[
              ...(alike > 0
                ? [
                    {
                      name: 'alike',
                      label: t('admin.import.alike', { alike }),
                      kind: 'check' as const,
                      isOptional: true,
                    },
                  ]
                : []),
              { name: 'letter', label: t('admin.import.letter'), kind: 'check', isOptional: true },
            ]}
            labels={adminFormLabels(locale, t('admin.import.record', { good }))}
            action={submitImport}
          />
        )}
        <div className="mt-6">
          <AdminForm
            locale={locale}
            address={path}
            hidden={{ id: storedImport.id }}
            fields={[]}
            labels={adminFormLabels(locale, t('admin.import.drop'))}
            isSmall
            action={submitDiscard}
          />
        </div>
      </div>
    </>
  );
});

type RowsProps = { context: AdminPageContext<{ id: string }>; rows: TypedRow[]; verdicts: Verdict[] };

/** Each row of the spreadsheet, with its verdict and the reason for it. */
function Rows({ context: { locale, t }, rows, verdicts }: RowsProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section className="sheet-scroll" aria-label={t('admin.import.preview')} tabIndex={0}>
      <table className="sheet">
        <thead>
          <tr>
            <th scope="col">{t('admin.import.row')}</th>
            <th scope="col">{t('admin.import.verdict')}</th>
            <th scope="col">{t('fields.fullName')}</th>
            <th scope="col">{t('fields.jobTitle')}</th>
            <th scope="col">{t('fields.country')}</th>
            <th scope="col">{t('fields.email')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row of a sheet is identified by its number
            <tr key={index}>
              <th scope="row" className="figures">
                {index + 2}
              </th>
              <td className="min-w-64">
                <VerdictText verdict={verdicts[index] ?? { kind: 'late' }} context={{ locale, t }} />
              </td>
              <td>
                <TypedText text={row.fullName} />
              </td>
              <td>
                <TypedText text={row.jobTitle} />
              </td>
              <td>
                <TypedText text={row.country} />
              </td>
              <td>
                <bdi dir="ltr">{row.email}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The verdict on a row in words and with a sign, never by colour alone (WCAG 1.4.1). */
function VerdictText({
  verdict,
  context: { locale, t },
}: {
  verdict: Verdict;
  context: Pick<AdminPageContext, 'locale' | 't'>;
}) {
  if (verdict.kind === 'good') return <span>✓ {t('admin.import.verdicts.good')}</span>;
  const reasons =
    verdict.kind === 'wrong'
      ? [
          ...errorMessages(verdict.complaints, locale).map(({ text }) => text),
          ...(verdict.isSourceWrong ? [t('admin.record.noSource')] : []),
        ]
      : [
          t(`admin.import.verdicts.${verdict.kind}`, {
            reference: 'reference' in verdict ? verdict.reference : '',
            row: 'row' in verdict ? verdict.row + 2 : 0,
          }),
        ];
  return (
    <span className={verdict.kind === 'alike' ? '' : 'text-bad'}>
      {verdict.kind === 'alike' ? '?' : '✗'} {reasons.join(' · ')}
    </span>
  );
}
