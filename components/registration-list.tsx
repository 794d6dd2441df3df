import { countryName } from '@/lib/content/countries';
import { formatMoment, isoInDubai } from '@/lib/dates';
import { translator } from '@/lib/i18n/translator';
import type { Locale } from '@/lib/locale';
import { type Filter, filterAsQuery, type Sorting, sortings } from '@/lib/registration/filter';
import type { Counts } from '@/lib/registration/queries';
import type { Registration } from '@/prisma/client/client';
import { LetterMark, StatusMark } from './states';

/** The figures that are asked for every day. */
export function CountRow({ counts, locale }: { counts: Counts; locale: Locale }) {
  const t = translator(locale);
  const names = ['confirmed', 'presenting', 'lettersWaiting', 'lettersFailed'] as const;
  return (
    <dl className="figure-row mb-8">
      {names.map((name) => (
        <div key={name}>
          <dt>{t(`admin.list.${name}`)}</dt>
          <dd className="figures">{counts[name]}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The list itself: a table that stays a table and scrolls by itself where it is wider than the screen. */
export function RegistrationTable({
  rows,
  filter,
  locale,
}: {
  rows: Registration[];
  filter: Filter;
  locale: Locale;
}) {
  const t = translator(locale);
  const sorted = { filter, locale };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="sheet-scroll" aria-label={t('admin.list.wide')} tabIndex={0}>
      <table className="sheet">
        <caption>{t('admin.list.caption')}</caption>
        <thead>
          <tr>
            <SortedBy by="reference" label={t('fields.reference')} {...sorted} />
            <SortedBy by="name" label={t('fields.fullName')} {...sorted} />
            <th scope="col">{t('fields.jobTitle')}</th>
            <th scope="col">{t('fields.country')}</th>
            <th scope="col">{t('fields.organization')}</th>
            <th scope="col">{t('fields.email')}</th>
            <th scope="col">{t('admin.list.presentation')}</th>
            <SortedBy by="time" label={t('admin.list.when')} {...sorted} />
            <th scope="col">{t('fields.status')}</th>
            <th scope="col">{t('fields.letter')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <a className="quiet-link" href={`/${locale}/admin/registrations/${row.id}`}>
                  <bdi className="figures">{row.reference}</bdi>
                </a>
              </th>
              <td className="min-w-32">
                <bdi>{row.fullName}</bdi>
              </td>
              <td className="min-w-32">
                <bdi>{row.jobTitle}</bdi>
              </td>
              <td>{row.country && countryName(row.country, locale)}</td>
              <td className="min-w-32">
                <bdi>{row.organization}</bdi>
              </td>
              <td>
                <bdi dir="ltr">{row.email}</bdi>
              </td>
              <td className="min-w-36">
                <bdi>{row.presentationTitle}</bdi>
              </td>
              <td className="min-w-28">
                <time dateTime={isoInDubai(row.confirmedAt)}>{formatMoment(row.confirmedAt, locale)}</time>
              </td>
              <td>
                <StatusMark status={row.status} locale={locale} />
              </td>
              <td>
                <LetterMark state={row.letter} locale={locale} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type SortedByProps = { by: Sorting; label: string; filter: Filter; locale: Locale };

/** The head of a column by which the list can be sorted; a second click turns the order round. */
function SortedBy({ by, label, filter, locale }: SortedByProps) {
  const isChosen = filter.sort === by;
  const order = filter.order ?? sortings[by];
  const next = isChosen ? (order === 'asc' ? 'desc' : 'asc') : sortings[by];
  const address = filterAsQuery({ ...filter, sort: by, order: next, page: 1 });
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

type PagesProps = { page: number; pages: number; filter: Filter; locale: Locale };

/** The way through the pages of the list; the view goes along. */
export function Pages({ page, pages, filter, locale }: PagesProps) {
  const t = translator(locale);
  const address = (to: number) => `/${locale}/admin${filterAsQuery({ ...filter, page: to })}`;
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
