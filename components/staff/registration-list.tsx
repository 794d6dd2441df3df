import { typedParts } from '@/components/ui/running-text';
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
import { type CellContent, RegistrationRows } from './registration-rows';
import { emailStateInWords, statusInWords } from './state-labels';

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
          <RegistrationRows
            columns={columns}
            rows={rows.map((row) => ({
              id: row.id,
              version: row.version,
              ...(row.erasedAt && { isErased: true }),
              selectLabel: t('admin.list.selectOne', { name: nameIn(row, locale) }),
              cells: columns.map((column) => cellContent(row, column, locale)),
              ...(lookAlikes?.has(row.id) && { hasLookAlike: true }),
              ...failureOf(failures?.get(row.id), locale),
            }))}
            selection={selection}
            address={
              role === 'secretariat'
                ? { before: `/${locale}/admin/registrations/`, after: addressWithList('', list) }
                : null
            }
            lookAlikeLabel={t('admin.lookAlikes.mark')}
          />
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

const failureOf = (failure: string | undefined, locale: Locale) =>
  failure === undefined ? {} : { failure: translator(locale)(`admin.refusal.${deliveryProblemOf(failure)}`) };

function cellContent(row: ListedRegistration, column: Column, locale: Locale): CellContent {
  switch (column) {
    case 'confirmedAt':
      return { at: isoInMeetingZone(row.confirmedAt), text: formatMoment(row.confirmedAt, locale) };
    case 'status':
      return statusInWords(row.status, locale);
    case 'letter':
      return emailStateInWords(row.letter, locale);
  }
  const text = cellText(row, column, locale);
  const isTyped = typedColumns.has(column) && text !== '' && !(column === 'fullName' && row.erasedAt);
  return isTyped ? typedParts(text) : text;
}

/** Columns whose values people typed, in any direction. */
const typedColumns = new Set<Column>([
  'fullName',
  'latinName',
  'jobTitle',
  'organization',
  'presentationTitle',
  'internalNote',
]);
