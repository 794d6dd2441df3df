import type { ReactNode } from 'react';
import { TypedText } from '@/components/ui/running-text';
import { deliveryProblemOf } from '@/lib/email/smtp-reply';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { type Column, cellText, columnName, type ListedRegistration } from '@/lib/registration/list-columns';
import {
  addressWithList,
  type ListView,
  shownColumns,
  sortOrderOf,
  viewAsParameter,
  viewAsQuery,
} from '@/lib/registration/list-view';
import { nameIn } from '@/lib/registration/person-name';
import { formatMoment, isoInMeetingZone } from '@/lib/time/dates';
import type { Role } from '@/prisma/client/enums';
import { EmailStateLabel, StatusLabel } from './state-labels';

type TableProps = {
  rows: ListedRegistration[];
  view: ListView;
  role: Role;
  locale: Locale;
  /** The id of the form to which the checkboxes of rows belong; without one there are no checkboxes. */
  selection?: string;
  /** The ids of rows that have a look-alike; only for the secretariat, which decides about them. */
  lookAlikes?: Set<string> | undefined;
  /** Why emails failed: the answer of the mail server, by the id of the registration. */
  failures?: Map<string, string>;
};

/** The list as a table, which scrolls inside its own box where it is wider than the screen. */
export function RegistrationTable({ rows, view, role, locale, selection, lookAlikes, failures }: TableProps) {
  const t = translator(locale);
  const columns = shownColumns(view, role);
  const markedColumn = columns.includes('fullName') ? 'fullName' : 'reference';
  const list = viewAsParameter(view);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section id="registrations" className="sheet-scroll" aria-label={t('admin.list.wide')} tabIndex={0}>
      <table className="sheet">
        <caption>{t('admin.list.caption')}</caption>
        <thead>
          <tr>
            {selection && (
              <th scope="col" className="no-print">
                {t('admin.list.select')}
              </th>
            )}
            {columns.map((column) => (
              <Head key={column} column={column} view={view} locale={locale} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              {selection && (
                <td className="no-print">
                  {!row.erasedAt && (
                    <input
                      type="checkbox"
                      name="id"
                      value={`${row.id}:${row.version}`}
                      form={selection}
                      className="size-5 accent-accent"
                      aria-label={t('admin.list.selectOne', { name: nameIn(row, locale) })}
                    />
                  )}
                </td>
              )}
              {columns.map((column) => (
                <Cell
                  key={column}
                  column={column}
                  row={row}
                  address={
                    role === 'secretariat'
                      ? addressWithList(`/${locale}/admin/registrations/${row.id}`, list)
                      : null
                  }
                  failure={failures?.get(row.id)}
                  locale={locale}
                  mark={
                    column === markedColumn &&
                    lookAlikes?.has(row.id) && <LookAlikeMark row={row} locale={locale} />
                  }
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The head of a column. A click sorts by it, a second one reverses the order. */
function Head({ column, view, locale }: { column: Column; view: ListView; locale: Locale }) {
  const label = columnName(column, locale);
  const isChosen = view.sort === column;
  const order = sortOrderOf(isChosen ? view : { sort: column, order: undefined });
  const next = isChosen && order === 'asc' ? 'desc' : isChosen ? 'asc' : order;
  const address = viewAsQuery({ ...view, sort: column, order: next, page: 1 });
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

/** The sign of a registration that may be about the same person as another one, as a link to the decision. */
function LookAlikeMark({ row, locale }: { row: ListedRegistration; locale: Locale }) {
  return (
    <a className="quiet-link block" href={`/${locale}/admin/registrations/${row.id}/look-alikes`}>
      <span aria-hidden="true">≈</span> {translator(locale)('admin.lookAlikes.mark')}
    </a>
  );
}

type CellProps = {
  column: Column;
  row: ListedRegistration;
  /** Of the page of the registration; `null` for those who may not open it. */
  address: string | null;
  failure: string | undefined;
  locale: Locale;
  /** Shown below the text. */
  mark: ReactNode;
};

function Cell({ column, row, address, failure, locale, mark }: CellProps) {
  const text = cellText(row, column, locale);
  switch (column) {
    case 'reference': {
      const reference = <bdi className="figures">{row.reference}</bdi>;
      return (
        <th scope="row">
          {address ? (
            <a className="quiet-link" href={address}>
              {reference}
            </a>
          ) : (
            reference
          )}
          {mark}
        </th>
      );
    }
    case 'fullName':
      return (
        <td className="min-w-32">
          {row.erasedAt ? <em>{text}</em> : <TypedText text={text} />}
          {mark}
        </td>
      );
    case 'country':
    case 'source':
    case 'presentation':
      return <td>{text}</td>;
    case 'email':
      return <td>{text && <bdi dir="ltr">{text}</bdi>}</td>;
    case 'confirmedAt':
      return (
        <td className="min-w-28">
          <time dateTime={isoInMeetingZone(row.confirmedAt)}>{formatMoment(row.confirmedAt, locale)}</time>
        </td>
      );
    case 'status':
      return (
        <td>
          <StatusLabel status={row.status} locale={locale} />
        </td>
      );
    case 'letter':
      return (
        <td>
          <EmailStateLabel state={row.letter} locale={locale} />
          {failure && (
            <span className="block min-w-40">
              {translator(locale)(`admin.refusal.${deliveryProblemOf(failure)}`)}
            </span>
          )}
        </td>
      );
    case 'review':
      return <td className="whitespace-nowrap">{text}</td>;
    case 'presentationOrder':
      return <td className="figures">{text}</td>;
    default:
      return <td className="min-w-32">{text && <TypedText text={text} />}</td>;
  }
}

type PagesProps = { page: number; pages: number; view: ListView; locale: Locale };

/** Links to the pages before and after this one of the same view. */
export function Pages({ page, pages, view, locale }: PagesProps) {
  const t = translator(locale);
  const address = (to: number) => `/${locale}/admin${viewAsQuery({ ...view, page: to })}`;
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
