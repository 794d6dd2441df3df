import type { AdminField } from '@/components/staff/admin-form';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { arabStatesInOrder, countryName } from '@/lib/meeting/content/countries';
import { fields } from '@/lib/registration/schema';

/**
 * The fields of the public form as the secretariat fills them in: the address may be missing.
 * @param country the one that is recorded; offered also where it is none of the Arab States
 */
export function participantFields(country: string | null, locale: Locale): AdminField[] {
  const t = translator(locale);
  const states = arabStatesInOrder(locale).map(({ code, name }) => ({ value: code, text: name }));
  const isOther = country !== null && !states.some(({ value }) => value === country);
  const countries = [
    { value: '', text: t('rsvp.chooseCountry') },
    ...states,
    ...(isOther ? [{ value: country, text: countryName(country, locale) }] : []),
  ];
  return fields.map((name): AdminField => {
    const label = t(`fields.${name}`);
    if (name === 'fullName' || name === 'jobTitle') return { name, label };
    if (name === 'email') return { name, label, kind: 'email', isOptional: true };
    if (name === 'country') return { name, label, kind: 'choice', options: countries, isOptional: true };
    return { name, label, isOptional: true };
  });
}
