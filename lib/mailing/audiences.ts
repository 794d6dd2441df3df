import { arabStates } from '@/lib/meeting/content/countries';
import { defaultView, viewAsQuery } from '@/lib/registration/list-view';
import type { Audience } from './mailing';

/** The kinds of registrations that a mailing can be for; all of them are confirmed. */
export const audiences = ['confirmed', 'presenting', 'accepted', 'country'] as const;

/** @returns the audience as a view of the list; `null` where a country is asked for and none is named */
export function audienceOf(kind: string, country: string): Audience | null {
  if (kind === 'country' && !Object.hasOwn(arabStates, country)) return null;
  const filters = {
    ...(kind === 'presenting' && { presentation: 'yes' as const }),
    ...(kind === 'accepted' && { presentation: 'accepted' as const }),
    ...(kind === 'country' && { country }),
  };
  return { view: viewAsQuery({ ...defaultView, status: 'confirmed', ...filters }) };
}
