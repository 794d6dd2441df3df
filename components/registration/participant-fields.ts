import type { AdminField } from '@/components/staff/admin-form';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { arabStatesInOrder, countryName } from '@/lib/meeting/content/countries';
import { fields } from '@/lib/registration/schema';

/**
 * The fields of the public form for a staff form. Unlike there, the e-mail address is optional.
 * @param country the recorded country. It is an option even if it is not an Arab State, so that saving does not lose it.
 */
export function participantFields(country: string | null, locale: Locale): AdminField[] {
  const t = translator(locale);
  const states = arabStatesInOrder(locale).map(({ code, name }) => ({ value: code, text: name }));
  const isOtherCountry = country !== null && !states.some(({ value }) => value === country);
  const countries = [
    { value: '', text: t('rsvp.chooseCountry') },
    ...states,
    ...(isOtherCountry ? [{ value: country, text: countryName(country, locale) }] : []),
  ];
  return fields.map((name): AdminField => {
    const label = t(`fields.${name}`);
    if (name === 'fullName' || name === 'jobTitle') return { name, label };
    if (name === 'email') return { name, label, kind: 'email', isOptional: true };
    if (name === 'country') return { name, label, kind: 'choice', options: countries, isOptional: true };
    return { name, label, isOptional: true };
  });
}
