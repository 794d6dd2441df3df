import { type Locale, languageNames } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { countryName } from '@/lib/meeting/content/countries';
import { displayAddress } from '@/lib/text/email-address';
import type {
  PresentationState,
  Registration,
  RegistrationStatus,
  ReviewState,
} from '@/prisma/client/client';
import { type Field, fields } from './schema';

/** A name that an audit event can give a change: a field of the form, the language, the status, or a field that staff edit. */
export type FieldName =
  | Field
  | 'language'
  | 'status'
  | 'review'
  | 'internalNote'
  | 'latinName'
  | 'presentation'
  | 'presentationOrder';

/** A recorded value in the words of a language: codes become names, an email address is written as people read it. @returns `null` for an empty value */
export function valueInWords(field: FieldName, value: string | null, locale: Locale): string | null {
  if (value === null) return null;
  if (field === 'country') return countryName(value, locale);
  if (field === 'email') return displayAddress(value);
  if (field === 'language') return languageNames[value as Locale];
  const t = translator(locale);
  if (field === 'status') return t(`registration.status.${value as RegistrationStatus}`);
  if (field === 'review') return t(`admin.review.${value as ReviewState}`);
  if (field === 'presentation') return t(`admin.presentation.${value as PresentationState}`);
  return value;
}

/** The recorded values as they stand in the fields of a form. */
export const formValuesOf = (registration: Pick<Registration, Field>): Record<Field, string> => {
  const values = fields.map((field) => [field, registration[field] ?? '']);
  return { ...Object.fromEntries(values), email: displayAddress(registration.email ?? '') };
};
