import { TypedParts } from '@/components/ui/running-text';
import type { Locale } from '@/lib/i18n/locale';
import { countryName } from '@/lib/meeting/content/countries';
import type { ListedRegistration } from '@/lib/registration/list-columns';
import type { PrintProps } from './print-lists';

/** A sheet of A4 holds eight badges of 90 by 55 mm. */
const BADGES_PER_SHEET = 8;

/**
 * The large name and the small one below it. Under a name in Arabic letters its Latin form is shown, if it is recorded. A name in
 * Latin letters needs none.
 */
function namesOf({ fullName, latinName }: ListedRegistration): { large: string; small: string | null } {
  return { large: fullName, small: /\p{Script=Arabic}/u.test(fullName) ? latinName : null };
}

/** The CSS class for the length of a name. A longer name gets a smaller font, so that it fits without being cut. */
const lengthClass = (text: string): string => {
  if (text.length > 60) return 'name-very-long';
  return text.length > 28 ? 'name-long' : '';
};

/** Name plates for the table. Each is a sheet of A4, folded in the middle, with the name on both halves. */
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

/** Badges, eight on each sheet of A4, with dashed lines to cut along. */
export function Badges({ people, meeting, locale }: PrintProps) {
  const sheets = Array.from({ length: Math.ceil(people.length / BADGES_PER_SHEET) }, (_, index) =>
    people.slice(index * BADGES_PER_SHEET, (index + 1) * BADGES_PER_SHEET),
  );
  return sheets.map((sheet) => (
    <div key={sheet[0]?.id} className="paper badges">
      {sheet.map((person) => (
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
      <p className={`name-large ${lengthClass(large)}`} dir="auto">
        <TypedParts text={large} />
      </p>
      {small && (
        <p className="name-small" dir="ltr" lang="en">
          {small}
        </p>
      )}
      <p className="name-rest" dir="auto">
        <TypedParts text={person.jobTitle} />
      </p>
      {person.country && <p className="name-rest">{countryName(person.country, locale)}</p>}
    </div>
  );
}
