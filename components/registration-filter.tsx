import { arabStatesInOrder, countryName } from '@/lib/content/countries';
import { translator } from '@/lib/i18n/translator';
import type { Locale } from '@/lib/locale';
import { type Filter, filterAsQuery, isNarrowed, pageSizes } from '@/lib/registration/filter';

type Props = { filter: Filter; locale: Locale };

/** Which registrations the list shows; sent as an address, so that a view can be kept and passed on. */
export function RegistrationFilter({ filter, locale }: Props) {
  const t = translator(locale);
  const { q, status, country, presentation, sort, order, size } = filter;
  const states = arabStatesInOrder(locale);
  const isOther = country && country !== 'none' && !states.some(({ code }) => code === country);
  return (
    <form action={`/${locale}/admin`} className="mb-4">
      <div className="mb-3 flex flex-wrap items-end gap-3">
        <div className="form-field mb-0! grow">
          <label htmlFor="q">{t('admin.list.search')}</label>
          <div id="q-hint" className="hint">
            {t('admin.list.searchHint')}
          </div>
          <input id="q" name="q" type="search" dir="auto" defaultValue={q} aria-describedby="q-hint" />
        </div>
      </div>
      <div className="flex flex-wrap items-end gap-3">
        <Choice name="status" label={t('fields.status')} chosen={status} any={t('admin.filter.any')}>
          {[
            ['confirmed', t('admin.status.confirmed')],
            ['withdrawn', t('admin.status.withdrawn')],
          ]}
        </Choice>
        <Choice name="country" label={t('fields.country')} chosen={country} any={t('admin.filter.any')}>
          {[
            ...states.map(({ code, name }): [string, string] => [code, name]),
            ...(isOther ? [[country, countryName(country, locale)] as [string, string]] : []),
            ['none', t('admin.filter.noCountry')],
          ]}
        </Choice>
        <Choice
          name="presentation"
          label={t('admin.filter.presentation')}
          chosen={presentation}
          any={t('admin.filter.any')}
        >
          {[
            ['yes', t('admin.filter.with')],
            ['no', t('admin.filter.without')],
          ]}
        </Choice>
        <Choice name="size" label={t('admin.filter.size')} chosen={String(size)}>
          {pageSizes.map((each) => [String(each), String(each)])}
        </Choice>
        {/* The order stays as it is when the view is narrowed. */}
        <input type="hidden" name="sort" value={sort} />
        {order && <input type="hidden" name="order" value={order} />}
        <button type="submit" className="action">
          {t('admin.list.searchButton')}
        </button>
        {isNarrowed(filter) && (
          <a
            className="quiet-link py-3"
            href={`/${locale}/admin${filterAsQuery({ ...filter, q: '', status: undefined, country: undefined, presentation: undefined, page: 1 })}`}
          >
            {t('admin.list.clear')}
          </a>
        )}
      </div>
    </form>
  );
}

type ChoiceProps = {
  name: string;
  label: string;
  chosen: string | undefined;
  /** What stands for "no wish"; absent where there is always one. */
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
