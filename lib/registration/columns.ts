import { randomUUID } from 'node:crypto';
import { locales } from '@/lib/i18n/locale';
import { countryName } from '@/lib/meeting/content/countries';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { displayAddress } from '@/lib/text/email-address';
import { withoutHonorifics } from '@/lib/text/honorifics';
import { lookAlikeKey, nameSearchKey, searchForm } from '@/lib/text/name-keys';
import { countrySortKey, sortKey } from '@/lib/text/sort-key';
import type { Registration } from '@/prisma/client/client';
import { KEYS_VERSION, personKeys } from './identity';
import { latinNameOf } from './person-name';
import { newReference } from './reference';
import type { Participant } from './schema';

/** The columns needed to compute derived columns, beyond the participant's new values. `presentationTitle` is the recorded one. */
export type ManagedColumns = Pick<
  Registration,
  | 'id'
  | 'reference'
  | 'internalNote'
  | 'latinName'
  | 'presentation'
  | 'presentationTitle'
  | 'presentationOrder'
>;

/** These columns for a new registration, with a new id and a new reference. */
export const registrationDefaults = (meeting: Meeting): ManagedColumns => ({
  id: randomUUID(),
  reference: newReference(meeting),
  internalNote: null,
  latinName: null,
  presentation: null,
  presentationTitle: null,
  presentationOrder: null,
});

/**
 * The columns of a registration with a participant's new values, derived columns included.
 * @param recorded the registration before the change, or `registrationDefaults` for a new one
 */
export function toColumns(participant: Participant, recorded: ManagedColumns) {
  const presentation = presentationAfter(recorded, participant.presentationTitle);
  return {
    ...participant,
    presentation,
    presentationOrder: presentation === 'accepted' ? recorded.presentationOrder : null,
    ...personKeys(participant, recorded.id),
    ...searchAndSortKeys({ ...recorded, ...participant }),
    keysVersion: KEYS_VERSION,
  };
}

/**
 * The state of the presentation under a new title: proposed. A state that the secretariat decided stays, except that another title
 * after a refusal is a new proposal. Without a title there is no presentation.
 */
function presentationAfter({ presentation, presentationTitle }: ManagedColumns, title: string | null) {
  if (title === null) return null;
  if (presentation === 'declined' && title !== presentationTitle) return 'proposed';
  return presentation ?? 'proposed';
}

/** The columns by which the list is searched and sorted, and look-alikes are found. Honorifics count in none but the search. */
export function searchAndSortKeys(
  recorded: Omit<Participant, 'email'> &
    Pick<Registration, 'email' | 'reference' | 'internalNote' | 'latinName'>,
) {
  const { fullName, latinName, jobTitle, email, presentationTitle, country, organization } = recorded;
  const countryNames = locales.map((locale) => country && countryName(country, locale));
  // An address with a domain in another script is found by both spellings.
  const spelledOut = email && displayAddress(email) !== email ? displayAddress(email) : null;
  const joined = (texts: (string | null)[]) => searchForm(texts.filter(Boolean).join(' '));
  const nameSort = (name: string | null) => sortKey(name && withoutHonorifics(name));
  return {
    searchKey: joined([recorded.reference, jobTitle, presentationTitle, organization, ...countryNames]),
    // Apart, because of a name whole words are searched.
    nameSearchKey: nameSearchKey([fullName, latinName]),
    // Apart, because the host may search neither addresses nor notes.
    privateSearchKey: joined([email, spelledOut, recorded.internalNote]),
    lookAlikeKey: lookAlikeKey(fullName),
    nameSort: nameSort(fullName),
    jobTitleSort: sortKey(jobTitle),
    organizationSort: sortKey(organization),
    presentationSort: sortKey(presentationTitle),
    latinNameSort: nameSort(latinNameOf(recorded)),
    internalNoteSort: sortKey(recorded.internalNote),
    countrySortAr: countrySortKey(country && countryName(country, 'ar')),
    countrySortEn: countrySortKey(country && countryName(country, 'en')),
  };
}
