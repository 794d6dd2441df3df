import { directionOf, type Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { arabStatesInOrder, countryName } from '@/lib/meeting/content/countries';
import { defaultView, type ListView, viewAsQuery } from '@/lib/registration/list-view';
import type { Answers, Counts } from '@/lib/registration/queries';
import { formatDay, startOfDay } from '@/lib/time/dates';

/** For each figure, the view of the list that shows the registrations it counts. */
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
const answerStatuses = ['confirmed', 'withdrawn'] as const;

const viewUrl = (locale: Locale, view: Partial<ListView>) =>
  `/${locale}/admin${viewAsQuery({ ...defaultView, ...view })}`;

/** The most important counts, each with a link to the registrations that it counts. */
export function CountRow({ counts, locale }: { counts: Counts; locale: Locale }) {
  const t = translator(locale);
  return (
    <dl className="figure-row mb-6">
      {figures.map((name) => (
        <div key={name}>
          <dt>
            <a className="quiet-link" href={viewUrl(locale, views[name])}>
              {t(`admin.figures.${name}`)}
            </a>
          </dt>
          <dd className="figures">{counts[name]}</dd>
        </div>
      ))}
    </dl>
  );
}

/**
 * Confirmed and withdrawn registrations by country, and the Arab States that have not answered.
 * @param answers by country code; `''` for registrations without a country
 */
export function CountryAnswers({ answers, locale }: { answers: Map<string, Answers>; locale: Locale }) {
  const t = translator(locale);
  const states = arabStatesInOrder(locale);
  const statesWithoutAnswer = states.filter(({ code }) => !answers.has(code));
  const otherCountries = [...answers.keys()]
    .filter((code) => code !== '' && !states.some((state) => state.code === code))
    .map((code) => ({ code, name: countryName(code, locale) }));
  const noCountry = answers.has('') ? [{ code: 'none', name: t('admin.filter.noCountry') }] : [];
  const countries = [...states.filter(({ code }) => answers.has(code)), ...otherCountries, ...noCountry];
  return (
    <details className="mb-3">
      <summary className="cursor-pointer py-2">
        {t('admin.figures.byCountry', {
          answered: states.length - statesWithoutAnswer.length,
          all: states.length,
        })}
      </summary>
      <div className="grid gap-6 pt-2 sm:grid-cols-2">
        <table className="sheet">
          <caption>{t('admin.figures.answersByCountry')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('fields.country')}</th>
              {answerStatuses.map((status) => (
                <th key={status} scope="col">
                  {t(`admin.figures.${status}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {countries.map(({ code, name }) => (
              <tr key={code}>
                <th scope="row">
                  <a className="quiet-link" href={viewUrl(locale, { country: code })}>
                    {name}
                  </a>
                </th>
                {answerStatuses.map((status) => (
                  <td key={status} className="figures">
                    {answers.get(code === 'none' ? '' : code)?.[status]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <div>
          <h2 className="mb-2 text-base">
            {t('admin.figures.silent', { silent: statesWithoutAnswer.length })}
          </h2>
          <ul className="list-disc columns-2 ps-5">
            {statesWithoutAnswer.map(({ code, name }) => (
              <li key={code}>{name}</li>
            ))}
          </ul>
        </div>
      </div>
    </details>
  );
}

/** Size of the chart in units of its `viewBox`; `gap` is the share of a day's width that stays empty. */
const CHART = { width: 600, height: 120, gap: 0.2 } as const;

/**
 * Confirmations per day, as a bar chart and as a table. The chart runs in the reading direction.
 * @param perDay days such as `2024-01-15` with their counts, in order and without gaps
 */
export function DayCounts({ perDay, locale }: { perDay: [string, number][]; locale: Locale }) {
  const t = translator(locale);
  const [first] = perDay;
  const last = perDay.at(-1);
  if (!first || !last) return null;
  const maximum = Math.max(...perDay.map(([, count]) => count));
  const dayWidth = CHART.width / perDay.length;
  const dayInWords = (day: string) => formatDay(startOfDay(day), locale);
  const barX = (index: number) =>
    (directionOf(locale) === 'rtl' ? perDay.length - 1 - index : index) * dayWidth +
    (dayWidth * CHART.gap) / 2;
  return (
    <details className="mb-6">
      <summary className="cursor-pointer py-2">{t('admin.figures.byDay')}</summary>
      <figure className="max-w-3xl pt-2">
        <svg
          viewBox={`0 0 ${CHART.width} ${CHART.height}`}
          className="h-32 w-full border-b-2 border-gold"
          preserveAspectRatio="none"
          role="img"
          aria-label={t('admin.figures.chart', {
            from: dayInWords(first[0]),
            to: dayInWords(last[0]),
            most: maximum,
          })}
        >
          {perDay.map(([day, count], index) => (
            <rect
              key={day}
              x={barX(index)}
              y={CHART.height - (count / maximum) * CHART.height}
              width={dayWidth * (1 - CHART.gap)}
              height={(count / maximum) * CHART.height}
              className="fill-gold"
            />
          ))}
        </svg>
        <figcaption className="flex justify-between text-[0.875rem]">
          <span>{dayInWords(first[0])}</span>
          {perDay.length > 1 && <span>{dayInWords(last[0])}</span>}
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
                  <a className="quiet-link" href={viewUrl(locale, { from: day, to: day })}>
                    {dayInWords(day)}
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
