import { PageLinks } from '@/components/staff/page-links';
import { CountRow, CountryAnswers, DayCounts } from '@/components/staff/registration-figures';
import { RegistrationFilter } from '@/components/staff/registration-filter';
import { RegistrationTable } from '@/components/staff/registration-list';
import { SelectionBar } from '@/components/staff/selection-bar';
import { failuresOf } from '@/lib/email/outbox';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import {
  addressWithList,
  isFiltered,
  type ListView,
  readListView,
  viewAsParameter,
  viewAsQuery,
  withoutFilters,
} from '@/lib/registration/list-view';
import { withLookAlikes } from '@/lib/registration/look-alikes';
import { countsByDay, figuresOf, listRegistrations } from '@/lib/registration/queries';
import { type AdminPageContext, adminMetadata, adminPage } from './admin';
import { takeSelection } from './bulk/actions';

export const generateMetadata = adminMetadata('admin.list.heading');

export default adminPage(
  { path: () => '/admin', roles: ['host', 'secretariat'], isWide: true },
  async (admin) => {
    const { locale, t, searchParams, hasNotice, member } = admin;
    const { role } = member;
    const view = readListView(searchParams);
    const meeting = await currentMeeting();
    const [{ counts, answers }, perDay, { rows, total, selectable, page, pages }] = await Promise.all([
      figuresOf(meeting),
      countsByDay(meeting),
      listRegistrations(meeting, view, { role, locale }),
    ]);
    const lookAlikes = role === 'secretariat' ? await withLookAlikes(rows.map(({ id }) => id)) : undefined;
    const failed = rows.filter(({ letter }) => letter === 'failed').map(({ id }) => id);
    const failures = role === 'secretariat' && failed.length > 0 ? await failuresOf(failed) : undefined;
    return (
      <>
        <h1 className="mb-6 text-3xl">{t('admin.list.heading')}</h1>
        <CountRow counts={counts} locale={locale} />
        <CountryAnswers answers={answers} locale={locale} />
        <DayCounts perDay={perDay} locale={locale} />
        <RegistrationFilter
          view={view}
          role={role}
          locale={locale}
          typedDays={{ from: searchParams.from, to: searchParams.to }}
        />
        <div className="mb-4 flex flex-wrap items-center justify-between gap-4">
          <div role="status">{t('admin.list.found', { total })}</div>
          {pages > 1 && (
            <div className="print-only">
              {t('admin.list.printed', {
                from: (page - 1) * view.size + 1,
                to: (page - 1) * view.size + rows.length,
              })}
            </div>
          )}
          {role === 'secretariat' && <Exports admin={admin} view={view} />}
        </div>
        {hasNotice && 'nothing' in searchParams && (
          <p role="alert" className="notice notice-error mb-4">
            {t('admin.bulk.nothing')}
          </p>
        )}
        {role === 'secretariat' && selectable > 0 && (
          <SelectionBar
            id="selection"
            total={selectable}
            view={viewAsQuery(view)}
            locale={locale}
            action={takeSelection}
          />
        )}
        {rows.length > 0 ? (
          <RegistrationTable
            rows={rows}
            view={view}
            role={role}
            locale={locale}
            lookAlikes={lookAlikes}
            {...(role === 'secretariat' && { selection: 'selection' })}
            {...(failures && { failures })}
          />
        ) : (
          <EmptyList admin={admin} view={view} />
        )}
        <PageLinks
          label={t('admin.list.pages')}
          page={page}
          pages={pages}
          locale={locale}
          addressOf={(to) => `/${locale}/admin${viewAsQuery({ ...view, page: to })}`}
        />
      </>
    );
  },
);

type ViewProps = { admin: AdminPageContext; view: ListView };

/** Files of this view, and of all registrations where the view shows only some. */
function Exports({ admin: { locale, t }, view }: ViewProps) {
  const link = (format: 'csv' | 'xlsx', exported: ListView, text: string) => (
    <a
      className="quiet-link py-2"
      href={`/${locale}/admin/export.${format}${viewAsQuery({ ...exported, page: 1 })}`}
      download
    >
      {text}
    </a>
  );
  return (
    <div className="no-print flex flex-wrap gap-x-6">
      {link('csv', view, t('admin.list.exportCsv'))}
      {link('xlsx', view, t('admin.list.exportXlsx'))}
      {isFiltered(view) && link('xlsx', withoutFilters(view), t('admin.list.exportAll'))}
      <a className="quiet-link py-2" href={addressWithList(`/${locale}/admin/print`, viewAsParameter(view))}>
        {t('admin.list.toPrint')}
      </a>
    </div>
  );
}

/** Why the list is empty, and what to do next. */
function EmptyList({ admin: { locale, t }, view }: ViewProps) {
  const next = isFiltered(view)
    ? { href: `/${locale}/admin${viewAsQuery(withoutFilters(view))}`, text: t('admin.list.clear') }
    : { href: `/${locale}/share`, text: t('admin.list.toShare') };
  return (
    <div className="notice">
      <p className="mb-2">{t(isFiltered(view) ? 'admin.list.noResult' : 'admin.list.empty')}</p>
      <a className="quiet-link" href={next.href}>
        {next.text}
      </a>
    </div>
  );
}
