import { CountRow, CountryCounts, DayCounts } from '@/components/staff/registration-figures';
import { RegistrationFilter } from '@/components/staff/registration-filter';
import { Pages, RegistrationTable } from '@/components/staff/registration-list';
import { SelectionBar } from '@/components/staff/selection-bar';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { isFiltered, readListView, viewAsQuery, withoutFilters } from '@/lib/registration/list-view';
import { counts, countsByCountry, countsByDay, listRegistrations } from '@/lib/registration/queries';
import { type Admin, adminMetadata, adminPage } from './admin';
import { takeSelection } from './bulk/actions';

export const generateMetadata = adminMetadata('admin.list.heading');

export default adminPage(
  { path: () => '/admin', roles: ['host', 'secretariat'], isWide: true },
  async (admin) => {
    const { locale, t, searchParams, member } = admin;
    const { role } = member;
    const filter = readListView(searchParams);
    const meeting = await currentMeeting();
    const [figures, perCountry, perDay, { rows, total, page, pages }] = await Promise.all([
      counts(meeting),
      countsByCountry(meeting),
      countsByDay(meeting),
      listRegistrations(meeting, filter, { role, locale }),
    ]);
    return (
      <>
        <h1 className="mb-6 text-3xl">{t('admin.list.heading')}</h1>
        <CountRow counts={figures} locale={locale} />
        <CountryCounts perCountry={perCountry} locale={locale} />
        <DayCounts perDay={perDay} locale={locale} />
        <RegistrationFilter filter={filter} role={role} locale={locale} />
        <div className="mb-4 flex flex-wrap items-center justify-between gap-4">
          <div role="status">{t('admin.list.found', { total })}</div>
          {role === 'secretariat' && <Exports admin={admin} />}
        </div>
        {'nothing' in searchParams && (
          <p role="alert" className="notice notice-error mb-4">
            {t('admin.bulk.nothing')}
          </p>
        )}
        {role === 'secretariat' && rows.length > 0 && (
          <SelectionBar
            id="selection"
            total={total}
            view={viewAsQuery(filter)}
            locale={locale}
            action={takeSelection}
          />
        )}
        {rows.length > 0 ? (
          <RegistrationTable
            rows={rows}
            filter={filter}
            role={role}
            locale={locale}
            {...(role === 'secretariat' && { selection: 'selection' })}
          />
        ) : (
          <Nobody admin={admin} />
        )}
        <Pages page={page} pages={pages} filter={filter} locale={locale} />
      </>
    );
  },
);

/** The list to take along: this view of it, and where fewer are shown also all. */
function Exports({ admin: { locale, t, searchParams } }: { admin: Admin }) {
  const filter = { ...readListView(searchParams), page: 1 };
  const link = (format: 'csv' | 'xlsx', view: typeof filter, text: string) => (
    <a className="quiet-link py-2" href={`/${locale}/admin/export.${format}${viewAsQuery(view)}`} download>
      {text}
    </a>
  );
  return (
    <div className="flex flex-wrap gap-x-6">
      {link('csv', filter, t('admin.list.exportCsv'))}
      {link('xlsx', filter, t('admin.list.exportXlsx'))}
      {isFiltered(filter) && link('xlsx', withoutFilters(filter), t('admin.list.exportAll'))}
    </div>
  );
}

/** Why the list is empty, and what to do next. */
function Nobody({ admin: { locale, t, searchParams } }: { admin: Admin }) {
  const filter = readListView(searchParams);
  const way = isFiltered(filter)
    ? { href: `/${locale}/admin${viewAsQuery(withoutFilters(filter))}`, text: t('admin.list.clear') }
    : { href: `/${locale}/share`, text: t('admin.list.toShare') };
  return (
    <div className="notice">
      <p className="mb-2">{t(isFiltered(filter) ? 'admin.list.noResult' : 'admin.list.empty')}</p>
      <a className="quiet-link" href={way.href}>
        {way.text}
      </a>
    </div>
  );
}
