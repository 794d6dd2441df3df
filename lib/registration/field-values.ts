import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { countryName } from '@/lib/meeting/content/countries';
import type { PresentationState, RegistrationStatus, ReviewState } from '@/prisma/client/client';
import type { Field } from './schema';

/** A name that an audit event can give a change: a field of the form, the status, or a field that staff edit. */
export type FieldName =
  | Field
  | 'status'
  | 'review'
  | 'internalNote'
  | 'latinName'
  | 'presentation'
  | 'presentationOrder';

/** A recorded value in the words of a language: codes become names. @returns `null` for an empty value */
export function valueInWords(field: FieldName, value: string | null, locale: Locale): string | null {
  if (value === null) return null;
  if (field === 'country') return countryName(value, locale);
  const t = translator(locale);
  if (field === 'status') return t(`registration.status.${value as RegistrationStatus}`);
  if (field === 'review') return t(`admin.review.${value as ReviewState}`);
  if (field === 'presentation') return t(`admin.presentation.${value as PresentationState}`);
  return value;
}
