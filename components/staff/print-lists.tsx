import { NoWrap } from '@/components/ui/no-wrap';
import { TypedText } from '@/components/ui/running-text';
import { comma, type Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { arabStatesInOrder, countryName } from '@/lib/meeting/content/countries';
import type { Meeting } from '@/lib/meeting/current-meeting';
import type { ListedRegistration } from '@/lib/registration/list-columns';
import { nameIn } from '@/lib/registration/person-name';
import { formatWeekday } from '@/lib/time/dates';

export type PrintProps = { people: ListedRegistration[]; meeting: Meeting; locale: Locale };

/** The head of every printed list: the meeting, its place and day, the name of the list. */
function Title({ meeting, locale, text }: { meeting: Meeting; locale: Locale; text: string }) {
  return (
    <>
      <p>
        <NoWrap text={meeting.fullTitle[locale]} />
      </p>
      <p className="mb-2">
        {meeting.place[locale]}
        {comma[locale]}
        {formatWeekday(meeting.startsAt, locale)}
      </p>
      <h1 className="mb-4 text-2xl">{text}</h1>
    </>
  );
}

/** The attendance sheet: all confirmed participants by country and name, each with room for a signature. */
export function AttendanceSheet({ people, meeting, locale }: PrintProps) {
  const t = translator(locale);
  return (
    <div className="paper">
      <Title meeting={meeting} locale={locale} text={t('admin.print.sheets.attendance.title')} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <section className="sheet-scroll" aria-label={t('admin.print.sheets.attendance.title')} tabIndex={0}>
        <table className="sheet attendance">
          <thead>
            <tr>
              <th scope="col" className="number">
                {t('admin.print.number')}
              </th>
              <th scope="col">{t('fields.fullName')}</th>
              <th scope="col">{t('fields.jobTitle')}</th>
              <th scope="col" className="country">
                {t('fields.country')}
              </th>
              <th scope="col" className="signature">
                {t('admin.print.signature')}
              </th>
            </tr>
          </thead>
          <tbody>
            {people.map((person, index) => (
              <tr key={person.id}>
                <td className="figures">{index + 1}</td>
                <th scope="row">
                  <TypedText text={nameIn(person, locale)} />
                </th>
                <td>
                  <TypedText text={person.jobTitle} />
                  {person.organization && (
                    <span className="block">
                      <TypedText text={person.organization} />
                    </span>
                  )}
                </td>
                <td>{person.country && countryName(person.country, locale)}</td>
                <td />
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

/** The list of participants in the order of a meeting's report: the Arab States, other countries, participants without a country. */
export function ParticipantsByCountry({ people, meeting, locale }: PrintProps) {
  const t = translator(locale);
  const states = arabStatesInOrder(locale).map(({ code }) => code);
  const otherCountries = [...new Set(people.flatMap(({ country }) => (country ? [country] : [])))].filter(
    (code) => !states.includes(code),
  );
  const groups = [...states, ...otherCountries, null]
    .map((code) => ({ code, group: people.filter(({ country }) => country === code) }))
    .filter(({ group }) => group.length > 0);
  return (
    <div className="paper">
      <Title meeting={meeting} locale={locale} text={t('admin.print.sheets.participants.title')} />
      {groups.map(({ code, group }) => (
        <section key={code ?? 'none'} className="mb-5 break-inside-avoid">
          <h2 className="mb-2 border-b border-line text-lg">
            {code ? countryName(code, locale) : t('admin.print.noCountry')}
          </h2>
          <ul>
            {group.map((person) => (
              <li key={person.id} className="mb-3">
                <TypedText className="font-semibold" text={nameIn(person, locale)} />
                <span className="block">
                  <TypedText text={person.jobTitle} />
                </span>
                {person.organization && (
                  <span className="block">
                    <TypedText text={person.organization} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** Those whose presentation is accepted, in the order of session 3. */
export function presenters(people: ListedRegistration[]): ListedRegistration[] {
  const unordered = Number.MAX_SAFE_INTEGER; // sorts presentations without a place after all others
  return people
    .filter(({ presentation }) => presentation === 'accepted')
    .sort((a, b) => (a.presentationOrder ?? unordered) - (b.presentationOrder ?? unordered));
}

/** The accepted presentations of session 3 in their order. A notice on the screen, not on paper, counts the undecided ones. */
export function PresentationList({ people, meeting, locale }: PrintProps) {
  const t = translator(locale);
  const accepted = presenters(people);
  const proposed = people.filter(({ presentation }) => presentation === 'proposed');
  return (
    <>
      <div className="paper">
        <Title meeting={meeting} locale={locale} text={t('admin.print.sheets.presentations.title')} />
        {accepted.length === 0 && <p>{t('admin.print.noneAccepted')}</p>}
        <ol className="list-decimal ps-6">
          {accepted.map((person) => (
            <li key={person.id} className="mb-4 break-inside-avoid">
              <TypedText className="font-semibold" text={person.presentationTitle} />
              <span className="block">
                <TypedText text={nameIn(person, locale)} />
              </span>
              <span className="block">
                <TypedText text={person.jobTitle} />
              </span>
              <span className="block">
                <TypedText text={person.organization} />{' '}
                {person.country && `(${countryName(person.country, locale)})`}
              </span>
            </li>
          ))}
        </ol>
      </div>
      {proposed.length > 0 && (
        <p className="no-print notice mt-6">
          <a
            className="quiet-link"
            href={`/${locale}/admin?${new URLSearchParams({ status: 'confirmed', presentation: 'proposed' })}`}
          >
            {t('admin.print.undecided', { total: proposed.length })}
          </a>
        </p>
      )}
    </>
  );
}
