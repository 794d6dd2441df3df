import { adminFormLabels } from '@/app/_form/form-labels';
import { AdminForm } from '@/components/staff/admin-form';
import { comma, languageNames, locales } from '@/lib/i18n/locale';
import { columnTitle, importColumns } from '@/lib/import/columns';
import { importSources, wordsFor } from '@/lib/import/sources';
import { MAX_ROWS } from '@/lib/spreadsheet/limits.mjs';
import { adminMetadata, adminPage } from '../admin';
import { submitFile } from './actions';

export const generateMetadata = adminMetadata('admin.import.heading');

export default adminPage({ path: () => '/admin/import' }, async ({ locale, t, searchParams, hasNotice }) => (
  <div className="prose-width">
    {hasNotice && searchParams.done === 'dropped' && (
      <p role="status" className="notice mb-6">
        {t('admin.import.dropped')}
      </p>
    )}
    <h1 className="mb-4 text-3xl">{t('admin.import.heading')}</h1>
    <p className="mb-3">{t('admin.import.text', { most: MAX_ROWS })}</p>
    <p className="mb-3">
      {t('admin.import.columns')}{' '}
      {importColumns.map((column) => columnTitle(column, locale)).join(comma[locale])}
    </p>
    <p className="mb-3">{t('admin.import.headings')}</p>
    <p>{t('admin.import.sources', { column: columnTitle('source', locale) })}</p>
    <ul className="mb-3 list-disc ps-5">
      {importSources.map((source) => (
        <li key={source}>
          {t('admin.import.sourceWords', {
            source: t(`admin.source.${source}`),
            words: wordsFor(source, locale).slice(1).join(comma[locale]),
          })}
        </li>
      ))}
    </ul>
    <ul className="mb-6 flex flex-wrap gap-x-6">
      {locales.map((language) => (
        <li key={language}>
          <a className="quiet-link py-2" href={`/${language}/admin/import/template.xlsx`} download>
            {t('admin.import.template')} (<bdi lang={language}>{languageNames[language]}</bdi>)
          </a>
        </li>
      ))}
    </ul>
    <AdminForm
      locale={locale}
      address={`/${locale}/admin/import`}
      fields={[
        {
          name: 'file',
          label: t('admin.import.file'),
          hint: t('admin.import.fileHint'),
          kind: 'file',
          accept: '.xlsx,.xlsm,.csv,.txt',
        },
        {
          name: 'sheet',
          label: t('admin.import.sheet'),
          hint: t('admin.import.sheetHint'),
          isOptional: true,
        },
      ]}
      labels={adminFormLabels(locale, t('admin.import.show'))}
      action={submitFile}
    />
  </div>
));
