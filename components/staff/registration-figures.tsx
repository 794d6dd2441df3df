import { directionOf, type Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { arabStatesInOrder, countryName } from '@/lib/meeting/content/countries';
import { defaultView, type ListView, viewAsQuery } from '@/lib/registration/list-view';
import type { Counts } from '@/lib/registration/queries';
import { formatDay, startOfDay } from '@/lib/time/dates';

/** Which view of the list shows those that a figure counts. */
const views: Record<keyof Counts, Partial<ListView>> = {
  confirmed: { status: 'confirmed' },
  withdrawn: { status: 'withdrawn' },
  presenting: { status: 'confirmed', presentation: 'yes' },
  toReview: { review: 'new' },
  followUp: { review: 'followUp' },
  lettersWaiting: { letter: 'waiting' },
  lettersFailed: { letter: 'failed' },
};
const figures = Object.keys(views) as (keyof Counts)[];

const viewAddress = (locale: Locale, view: Partial<ListView>) =>
  `/${locale}/admin${viewAsQuery({ ...defaultView, ...view })}`;

/** The figures that are asked for every day, each leading to those whom it counts. */
export function CountRow({ counts, locale }: { counts: Counts; locale: Locale }) {
  const t = translator(locale);
  return (
    <dl className="figure-row mb-6">
      {figures.map((name) => (
        <div key={name}>
          <dt>
            <a className="quiet-link" href={viewAddress(locale, views[name])}>
              {t(`admin.figures.${name}`)}
            </a>
          </dt>
          <dd className="figures">{counts[name]}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Which of the Arab States are coming and which have not answered; others below. */
export function CountryCounts({ perCountry, locale }: { perCountry: Map<string, number>; locale: Locale }) {
  const t = translator(locale);
  const states = arabStatesInOrder(locale);
  const silent = states.filter(({ code }) => !perCountry.has(code));
  const others = [...perCountry.keys()]
    .filter((code) => code !== '' && !states.some((state) => state.code === code))
    .map((code) => ({ code, name: countryName(code, locale) }));
  const none = perCountry.has('') ? [{ code: 'none', name: t('admin.filter.noCountry') }] : [];
  const answered = [...states.filter(({ code }) => perCountry.has(code)), ...others, ...none];
  return (
    <details className="mb-3">
      <summary className="cursor-pointer py-2">
        {t('admin.figures.byCountry', { answered: states.length - silent.length, all: states.length })}
      </summary>
      <div className="grid gap-6 pt-2 sm:grid-cols-2">
        <table className="sheet">
          <caption>{t('admin.figures.confirmedByCountry')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('fields.country')}</th>
              <th scope="col">{t('admin.figures.confirmed')}</th>
            </tr>
          </thead>
          <tbody>
            {answered.map(({ code, name }) => (
              <tr key={code}>
                <th scope="row">
                  <a
                    className="quiet-link"
                    href={viewAddress(locale, { status: 'confirmed', country: code })}
                  >
                    {name}
                  </a>
                </th>
                <td className="figures">{perCountry.get(code === 'none' ? '' : code)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <div>
          <h2 className="mb-2 text-base">{t('admin.figures.silent', { silent: silent.length })}</h2>
          <ul className="list-disc columns-2 ps-5">
            {silent.map(({ code, name }) => (
              <li key={code}>{name}</li>
            ))}
          </ul>
        </div>
      </div>
    </details>
  );
}

const CHART = { width: 600, height: 120, gap: 0.2 } as const;

/** How many came in on each day, as bars and as a table; the first day stands where reading begins. */
export function DayCounts({ perDay, locale }: { perDay: [string, number][]; locale: Locale }) {
  const t = translator(locale);
  const [first] = perDay;
  const last = perDay.at(-1);
  if (!first || !last) return null;
  const most = Math.max(...perDay.map(([, count]) => count));
  const step = CHART.width / perDay.length;
  const named = (day: string) => formatDay(startOfDay(day), locale);
  const place = (index: number) =>
    (directionOf(locale) === 'rtl' ? perDay.length - 1 - index : index) * step + (step * CHART.gap) / 2;
  return (
    <details className="mb-6">
      <summary className="cursor-pointer py-2">{t('admin.figures.byDay')}</summary>
      <figure className="max-w-3xl pt-2">
        <svg
          viewBox={`0 0 ${CHART.width} ${CHART.height}`}
          className="h-32 w-full border-b-2 border-gold"
          preserveAspectRatio="none"
          role="img"
          aria-label={t('admin.figures.chart', { from: named(first[0]), to: named(last[0]), most })}
        >
          {perDay.map(([day, count], index) => (
            <rect
              key={day}
              x={place(index)}
              y={CHART.height - (count / most) * CHART.height}
              width={step * (1 - CHART.gap)}
              height={(count / most) * CHART.height}
              className="fill-gold"
            />
          ))}
        </svg>
        <figcaption className="flex justify-between text-[0.875rem]">
          <span>{named(first[0])}</span>
          {perDay.length > 1 && <span>{named(last[0])}</span>}
        </figcaption>
      </figure>
      <table className="sheet mt-3 max-w-md">
        <caption>{t('admin.figures.byDay')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('admin.figures.day')}</th>
            <th scope="col">{t('admin.figures.came')}</th>
          </tr>
        </thead>
        <tbody>
          {perDay
            .filter(([, count]) => count > 0)
            .map(([day, count]) => (
              <tr key={day}>
                <th scope="row">
                  <a className="quiet-link" href={viewAddress(locale, { from: day, to: day })}>
                    {named(day)}
                  </a>
                </th>
                <td className="figures">{count}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </details>
  );
}
