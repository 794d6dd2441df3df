import type { ReactNode } from 'react';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { countryName } from '@/lib/meeting/content/countries';
import {
  type Column,
  type ListView,
  shownColumns,
  sortOrderOf,
  viewAsQuery,
} from '@/lib/registration/list-view';
import type { Listed } from '@/lib/registration/queries';
import { formatMoment, isoInMeetingZone } from '@/lib/time/dates';
import type { Role } from '@/prisma/client/enums';
import { EmailStateMark, StatusMark } from './state-labels';

type TableProps = {
  rows: Listed[];
  filter: ListView;
  role: Role;
  locale: Locale;
  /** The form to which a row's tick belongs; none where nothing can be done with a selection. */
  selection?: string;
};

/** The list itself: a table that stays a table and scrolls by itself where it is wider than the screen. */
export function RegistrationTable({ rows, filter, role, locale, selection }: TableProps) {
  const t = translator(locale);
  const columns = shownColumns(filter, role);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section id="registrations" className="sheet-scroll" aria-label={t('admin.list.wide')} tabIndex={0}>
      <table className="sheet">
        <caption>{t('admin.list.caption')}</caption>
        <thead>
          <tr>
            {selection && <th scope="col">{t('admin.list.select')}</th>}
            {columns.map((column) => (
              <Head key={column} column={column} filter={filter} locale={locale} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              {selection && (
                <td>
                  {!row.erasedAt && (
                    <input
                      type="checkbox"
                      name="id"
                      value={row.id}
                      form={selection}
                      className="size-5 accent-accent"
                      aria-label={t('admin.list.selectOne', { name: row.fullName })}
                    />
                  )}
                </td>
              )}
              {columns.map((column) => (
                <Cell
                  key={column}
                  column={column}
                  row={row}
                  isLink={role === 'secretariat'}
                  locale={locale}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The head of a column, by which the list can be sorted; a second click turns the order round. */
function Head({ column, filter, locale }: { column: Column; filter: ListView; locale: Locale }) {
  const label = translator(locale)(`fields.${column}`);
  const isChosen = filter.sort === column;
  const order = sortOrderOf(isChosen ? filter : { sort: column, order: undefined });
  const next = isChosen && order === 'asc' ? 'desc' : isChosen ? 'asc' : order;
  const address = viewAsQuery({ ...filter, sort: column, order: next, page: 1 });
  const spoken = order === 'asc' ? 'ascending' : 'descending';
  return (
    <th scope="col" aria-sort={isChosen ? spoken : undefined}>
      <a className="quiet-link" href={`/${locale}/admin${address}`}>
        {label}
        {isChosen && <span aria-hidden="true"> {order === 'asc' ? '▲' : '▼'}</span>}
      </a>
    </th>
  );
}

type CellProps = { column: Column; row: Listed; isLink: boolean; locale: Locale };

function Cell({ column, row, isLink, locale }: CellProps) {
  const t = translator(locale);
  const written = (text: string | null | undefined): ReactNode => text && <bdi>{text}</bdi>;
  switch (column) {
    case 'reference': {
      const reference = <bdi className="figures">{row.reference}</bdi>;
      return (
        <th scope="row">
          {isLink ? (
            <a className="quiet-link" href={`/${locale}/admin/registrations/${row.id}`}>
              {reference}
            </a>
          ) : (
            reference
          )}
        </th>
      );
    }
    case 'fullName':
      return (
        <td className="min-w-32">
          {row.erasedAt ? <em>{t('admin.detail.erased')}</em> : written(row.fullName)}
        </td>
      );
    case 'country':
      return <td>{row.country && countryName(row.country, locale)}</td>;
    case 'email':
      return <td>{row.email && <bdi dir="ltr">{row.email}</bdi>}</td>;
    case 'confirmedAt':
      return (
        <td className="min-w-28">
          <time dateTime={isoInMeetingZone(row.confirmedAt)}>{formatMoment(row.confirmedAt, locale)}</time>
        </td>
      );
    case 'status':
      return (
        <td>
          <StatusMark status={row.status} locale={locale} />
        </td>
      );
    case 'letter':
      return (
        <td>
          <EmailStateMark state={row.letter} locale={locale} />
        </td>
      );
    case 'review':
      return <td className="whitespace-nowrap">{t(`admin.review.${row.review}`)}</td>;
    case 'source':
      return <td>{t(`admin.source.${row.source}`)}</td>;
    case 'presentation':
      return <td>{row.presentation && t(`admin.presentation.${row.presentation}`)}</td>;
    case 'presentationOrder':
      return <td className="figures">{row.presentationOrder}</td>;
    default:
      return <td className="min-w-32">{written(row[column])}</td>;
  }
}

type PagesProps = { page: number; pages: number; filter: ListView; locale: Locale };

/** The way through the pages of the list; the view goes along. */
export function Pages({ page, pages, filter, locale }: PagesProps) {
  const t = translator(locale);
  const address = (to: number) => `/${locale}/admin${viewAsQuery({ ...filter, page: to })}`;
  if (pages === 1) return null;
  return (
    <nav aria-label={t('admin.list.pages')} className="mt-6 flex flex-wrap items-center gap-6">
      {page > 1 && (
        <a className="quiet-link py-2" href={address(page - 1)} rel="prev">
          {t('admin.list.previous')}
        </a>
      )}
      <span>{t('admin.list.pageOf', { page, pages })}</span>
      {page < pages && (
        <a className="quiet-link py-2" href={address(page + 1)} rel="next">
          {t('admin.list.next')}
        </a>
      )}
    </nav>
  );
}
