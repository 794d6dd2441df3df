import { countryName } from '@/lib/content/countries';
import { translator } from '@/lib/i18n/translator';
import type { Locale } from '@/lib/locale';
import type { RegistrationStatus } from '@/prisma/client/client';
import type { Field } from './schema';

/** What a change can be about: a field of the form, or the registration's state. */
export type Named = Field | 'status';

/** A recorded value as people read it: codes as names; what was left empty stays `null`. */
export function valueInWords(field: Named, value: string | null, locale: Locale): string | null {
  if (value === null) return null;
  if (field === 'country') return countryName(value, locale);
  if (field === 'status') return translator(locale)(`registration.status.${value as RegistrationStatus}`);
  return value;
}
