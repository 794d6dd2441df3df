import type { Locale } from '@/lib/i18n/locale';
import { countryName } from '@/lib/meeting/content/countries';
import type { ListedRegistration } from '@/lib/registration/columns';
import type { PrintProps } from './print-lists';

/** Eight badges of 90 by 55 mm on a sheet. */
const PER_SHEET = 8;

/**
 * What stands large and what below it: a name in Arabic letters is the large one, with its Latin form below where it is known;
 * a name in Latin letters stands alone.
 */
function namesOf({ fullName, latinName }: ListedRegistration): { large: string; small: string | null } {
  return { large: fullName, small: /\p{Script=Arabic}/u.test(fullName) ? latinName : null };
}

/** How long a name is, in three steps: a longer one is set smaller, and stays whole. */
const lengthOf = (text: string): string => {
  if (text.length > 60) return 'name-very-long';
  return text.length > 28 ? 'name-long' : '';
};

/** Names for the table, one on a sheet of A4 that is folded in the middle: it reads from both sides. */
export function Plates({ people, locale }: PrintProps) {
  return people.map((person) => (
    <div key={person.id} className="paper plate">
      {(['front', 'back'] as const).map((side) => (
        <div key={side} className={`plate-half plate-${side}`} aria-hidden={side === 'back' || undefined}>
          <Name person={person} locale={locale} />
        </div>
      ))}
    </div>
  ));
}

/** Badges, eight on a sheet of A4, with marks to cut along. */
export function Badges({ people, meeting, locale }: PrintProps) {
  const pages = Array.from({ length: Math.ceil(people.length / PER_SHEET) }, (_, page) =>
    people.slice(page * PER_SHEET, (page + 1) * PER_SHEET),
  );
  return pages.map((page) => (
    <div key={page[0]?.id} className="paper badges">
      {page.map((person) => (
        <div key={person.id} className="badge">
          <p className="badge-meeting">{meeting.fullTitle[locale]}</p>
          <Name person={person} locale={locale} />
        </div>
      ))}
    </div>
  ));
}

function Name({ person, locale }: { person: ListedRegistration; locale: Locale }) {
  const { large, small } = namesOf(person);
  return (
    <div className="name">
      <p className={`name-large ${lengthOf(large)}`} dir="auto">
        {large}
      </p>
      {small && (
        <p className="name-small" dir="ltr" lang="en">
          {small}
        </p>
      )}
      <p className="name-rest" dir="auto">
        {person.jobTitle}
      </p>
      {person.country && <p className="name-rest">{countryName(person.country, locale)}</p>}
    </div>
  );
}
