import { RegistrationFilter } from '@/components/registration-filter';
import { CountRow, Pages, RegistrationTable } from '@/components/registration-list';
import { currentMeeting } from '@/lib/meeting';
import { filterAsQuery, isNarrowed, readFilter } from '@/lib/registration/filter';
import { counts, listRegistrations } from '@/lib/registration/queries';
import { adminMetadata, adminPage } from './admin';

export const generateMetadata = adminMetadata('admin.list.heading');

export default adminPage({ path: () => '/admin', isWide: true }, async ({ locale, t, said }) => {
  const filter = readFilter(said);
  const meeting = await currentMeeting();
  const [figures, { rows, total, page, pages }] = await Promise.all([
    counts(meeting),
    listRegistrations(meeting, filter),
  ]);
  const exportAddress = `/${locale}/admin/export.csv${filterAsQuery({ ...filter, page: 1 })}`;
  return (
    <>
      <h1 className="mb-6 text-3xl">{t('admin.list.heading')}</h1>
      <CountRow counts={figures} locale={locale} />
      <RegistrationFilter filter={filter} locale={locale} />
      <div className="mb-4 flex flex-wrap items-center justify-between gap-4">
        <div role="status">{t('admin.list.found', { total })}</div>
        <a className="quiet-link py-2" href={exportAddress} download>
          {t('admin.list.export')}
        </a>
      </div>
      {rows.length > 0 ? (
        <RegistrationTable rows={rows} filter={filter} locale={locale} />
      ) : (
        <p className="notice">{t(isNarrowed(filter) ? 'admin.list.noResult' : 'admin.list.empty')}</p>
      )}
      <Pages page={page} pages={pages} filter={filter} locale={locale} />
    </>
  );
});
