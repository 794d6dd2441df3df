import { DayInput } from '@/components/ui/day-input';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { arabStatesInOrder, countryName } from '@/lib/meeting/content/countries';
import { columnName, columnsFor } from '@/lib/registration/list-columns';
import {
  isFiltered,
  type ListView,
  pageSizes,
  shownColumns,
  viewAsQuery,
  withoutFilters,
} from '@/lib/registration/list-view';
import {
  EmailState,
  PresentationState,
  RegistrationStatus,
  ReviewState,
  type Role,
  Source,
} from '@/prisma/client/enums';

type Props = {
  view: ListView;
  role: Role;
  locale: Locale;
  /** The days as they were typed: one that could not be read filters nothing, and stands in its field with what to do. */
  typedDays: { from?: string | undefined; to?: string | undefined };
};

/** The filters, columns and page size of the list. They are sent as an address, so that a view can be bookmarked and shared. */
export function RegistrationFilter({ view, role, locale, typedDays }: Props) {
  const t = translator(locale);
  const { q, sort, order, size, country } = view;
  const any = t('admin.filter.any');
  const states = arabStatesInOrder(locale);
  const isOther = country && country !== 'none' && !states.some(({ code }) => code === country);
  const isDetailed = [
    view.review,
    view.letter,
    view.source,
    view.lookAlike,
    typedDays.from,
    typedDays.to,
  ].some(Boolean);
  const shown = shownColumns(view, role);
  return (
    <form action={`/${locale}/admin`} className="no-print mb-4">
      <div className="form-field mb-3! max-w-none!">
        <label htmlFor="q">{t('admin.list.search')}</label>
        <div id="q-hint" className="hint">
          {t(role === 'host' ? 'admin.list.searchHintHost' : 'admin.list.searchHint')}
        </div>
        <input id="q" name="q" type="search" dir="auto" defaultValue={q} aria-describedby="q-hint" />
      </div>
      <div className="flex flex-wrap items-end gap-3">
        <Choice name="status" label={t('fields.status')} chosen={view.status} any={any}>
          {Object.values(RegistrationStatus).map((value) => [value, t(`admin.status.${value}`)])}
        </Choice>
        <Choice name="country" label={t('fields.country')} chosen={country} any={any}>
          {[
            ...states.map(({ code, name }): [string, string] => [code, name]),
            ...(isOther ? [[country, countryName(country, locale)] as [string, string]] : []),
            ['none', t('admin.filter.noCountry')],
          ]}
        </Choice>
        <Choice
          name="presentation"
          label={t('admin.filter.presentation')}
          chosen={view.presentation}
          any={any}
        >
          {[
            ['yes', t('admin.filter.with')],
            ...Object.values(PresentationState).map((value): [string, string] => [
              value,
              t(`admin.presentation.${value}`),
            ]),
            ['no', t('admin.filter.without')],
          ]}
        </Choice>
        <button type="submit" className="action">
          {t('admin.list.searchButton')}
        </button>
        {isFiltered(view) && (
          <a className="quiet-link py-3" href={`/${locale}/admin${viewAsQuery(withoutFilters(view))}`}>
            {t('admin.list.clear')}
          </a>
        )}
      </div>
      <details className="mt-3" open={isDetailed}>
        <summary className="cursor-pointer py-2">{t('admin.filter.more')}</summary>
        <div className="flex flex-wrap items-end gap-3 pt-2">
          <Choice name="review" label={t('fields.review')} chosen={view.review} any={any}>
            {Object.values(ReviewState).map((value) => [value, t(`admin.review.${value}`)])}
          </Choice>
          <Choice name="letter" label={t('fields.letter')} chosen={view.letter} any={any}>
            {Object.values(EmailState).map((value) => [value, t(`admin.emailState.${value}`)])}
          </Choice>
          <Choice name="source" label={t('fields.source')} chosen={view.source} any={any}>
            {Object.values(Source).map((value) => [value, t(`admin.source.${value}`)])}
          </Choice>
          {role === 'secretariat' && (
            <Choice name="lookAlike" label={t('admin.filter.lookAlike')} chosen={view.lookAlike} any={any}>
              {[['yes', t('admin.lookAlikes.mark')]]}
            </Choice>
          )}
          {(['from', 'to'] as const).map((name) => (
            <div key={name} className="form-field mb-0! max-w-xs!">
              <label htmlFor={name}>{t(`admin.filter.${name}`)}</label>
              <DayInput
                controlProps={{ id: name, name }}
                value={view[name] ?? typedDays[name] ?? ''}
                labels={{ format: t('admin.form.dayFormat'), wrong: t('admin.form.dayWrong') }}
                locale={locale}
              />
            </div>
          ))}
          <Choice name="size" label={t('admin.filter.size')} chosen={String(size)}>
            {pageSizes.map((each) => [String(each), String(each)])}
          </Choice>
        </div>
        <fieldset className="pt-4">
          <legend className="font-medium">{t('admin.filter.columns')}</legend>
          <div className="flex flex-wrap gap-x-5 gap-y-1">
            {columnsFor(role).map((column) => (
              <label key={column} className="flex items-center gap-2 py-1">
                <input
                  type="checkbox"
                  name="columns"
                  value={column}
                  className="size-5 accent-accent"
                  defaultChecked={shown.includes(column)}
                />
                {columnName(column, locale)}
              </label>
            ))}
          </div>
        </fieldset>
      </details>
      {/* Filtering keeps the order. */}
      <input type="hidden" name="sort" value={sort} />
      {order && <input type="hidden" name="order" value={order} />}
    </form>
  );
}

type ChoiceProps = {
  name: string;
  label: string;
  chosen: string | undefined;
  /** The label of "any value"; absent where a value is always chosen. */
  any?: string;
  children: [string, string][];
};

function Choice({ name, label, chosen, any, children }: ChoiceProps) {
  return (
    <div className="form-field mb-0!">
      <label htmlFor={name}>{label}</label>
      <select id={name} name={name} defaultValue={chosen ?? ''}>
        {any && <option value="">{any}</option>}
        {children.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
