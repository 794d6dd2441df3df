import { TypedParts } from '@/components/ui/running-text';
import { type Locale, otherLocale } from '@/lib/i18n/locale';
import { countryName } from '@/lib/meeting/content/countries';
import type { ListedRegistration } from '@/lib/registration/list-columns';
import { nameIn, nameInOtherLetters } from '@/lib/registration/person-name';
import type { PrintProps } from './print-lists';

/** A sheet of A4 holds eight badges of 90 by 55 mm. */
const BADGES_PER_SHEET = 8;

/** The CSS class for the length of a name. A longer name gets a smaller font, so that it fits without being cut. */
const lengthClass = (text: string): string => {
  if (text.length > 60) return 'name-very-long';
  return text.length > 28 ? 'name-long' : '';
};

/**
 * The CSS class for the amount of text on a badge below the large name. With more text all of it gets smaller, so that the longest
 * that the form accepts fits without being cut. Badges in `tests/e2e/print.spec.ts` have that much.
 */
function amountClass(person: ListedRegistration, locale: Locale): string {
  const texts = [nameInOtherLetters(person, locale), person.jobTitle, person.organization];
  const total = texts.join('').length;
  if (total > 240) return 'badge-very-full';
  return total > 140 ? 'badge-full' : '';
}

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
        <div key={person.id} className={`badge ${amountClass(person, locale)}`}>
          <p className="badge-meeting">{meeting.fullTitle[locale]}</p>
          <Name person={person} locale={locale} hasOrganization />
        </div>
      ))}
    </div>
  ));
}

type NameProps = {
  person: ListedRegistration;
  locale: Locale;
  /** A badge is read from close by and says for whom somebody works. A name plate is read from afar, so it has less text. */
  hasOrganization?: boolean;
};

/** The name large, and below it the same name in the other letters, if it is recorded. */
function Name({ person, locale, hasOrganization = false }: NameProps) {
  const large = nameIn(person, locale);
  const small = nameInOtherLetters(person, locale);
  return (
    <div className="name">
      <p className={`name-large ${lengthClass(large)}`} dir="auto">
        <TypedParts text={large} />
      </p>
      {small && (
        <p className="name-small" dir="auto" lang={otherLocale(locale)}>
          {small}
        </p>
      )}
      <p className="name-rest" dir="auto">
        <TypedParts text={person.jobTitle} />
      </p>
      {hasOrganization && person.organization && (
        <p className="name-rest" dir="auto">
          {person.organization}
        </p>
      )}
      {person.country && <p className="name-rest">{countryName(person.country, locale)}</p>}
    </div>
  );
}
