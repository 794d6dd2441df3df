import type { Locale, Localized } from '@/lib/i18n/locale';

/**
 * The Arab States by ISO 3166-1 alpha-2 code, with the names that United Nations documents use. `Intl.DisplayNames` has other
 * names for several of them.
 */
export const arabStates: Record<string, Localized> = {
  JO: { ar: 'الأردن', en: 'Jordan' },
  AE: { ar: 'الإمارات العربية المتحدة', en: 'United Arab Emirates' },
  BH: { ar: 'البحرين', en: 'Bahrain' },
  TN: { ar: 'تونس', en: 'Tunisia' },
  DZ: { ar: 'الجزائر', en: 'Algeria' },
  DJ: { ar: 'جيبوتي', en: 'Djibouti' },
  KM: { ar: 'جزر القمر', en: 'Comoros' },
  SD: { ar: 'السودان', en: 'Sudan' },
  SY: { ar: 'الجمهورية العربية السورية', en: 'Syrian Arab Republic' },
  SO: { ar: 'الصومال', en: 'Somalia' },
  IQ: { ar: 'العراق', en: 'Iraq' },
  OM: { ar: 'عُمان', en: 'Oman' },
  PS: { ar: 'دولة فلسطين', en: 'State of Palestine' },
  QA: { ar: 'قطر', en: 'Qatar' },
  KW: { ar: 'الكويت', en: 'Kuwait' },
  LB: { ar: 'لبنان', en: 'Lebanon' },
  LY: { ar: 'ليبيا', en: 'Libya' },
  EG: { ar: 'مصر', en: 'Egypt' },
  MA: { ar: 'المغرب', en: 'Morocco' },
  SA: { ar: 'المملكة العربية السعودية', en: 'Saudi Arabia' },
  MR: { ar: 'موريتانيا', en: 'Mauritania' },
  YE: { ar: 'اليمن', en: 'Yemen' },
};

/** Every assigned ISO 3166-1 alpha-2 code. The form offers the Arab States; the field accepts any of these. */
export const countryCodes: ReadonlySet<string> = new Set(
  (
    'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ ' +
    'CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO ' +
    'FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE ' +
    'JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO ' +
    'MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW ' +
    'PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM ' +
    'TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'
  ).split(' '),
);

/** @param code ISO 3166-1 alpha-2 */
export function countryName(code: string, locale: Locale): string {
  return arabStates[code]?.[locale] ?? new Intl.DisplayNames([locale], { type: 'region' }).of(code) ?? code;
}

type State = { code: string; name: string };
const statesByLocale = new Map<Locale, State[]>();

/** The Arab States in alphabetical order of the language. The Arabic article does not count, as in UN documents. */
export function arabStatesInOrder(locale: Locale): readonly State[] {
  const cached = statesByLocale.get(locale);
  if (cached) return cached;
  const key = (name: string) => name.replace(/^ال/, '');
  const { compare } = new Intl.Collator(locale);
  const states = Object.entries(arabStates)
    .map(([code, name]) => ({ code, name: name[locale] }))
    .sort((a, b) => compare(key(a.name), key(b.name)));
  statesByLocale.set(locale, states);
  return states;
}

const othersByLocale = new Map<Locale, State[]>();

/** All other countries in alphabetical order of the language. */
export function otherCountriesInOrder(locale: Locale): readonly State[] {
  const cached = othersByLocale.get(locale);
  if (cached) return cached;
  const { compare } = new Intl.Collator(locale);
  const countries = [...countryCodes]
    .filter((code) => !arabStates[code])
    .map((code) => ({ code, name: countryName(code, locale) }))
    .sort((a, b) => compare(a.name, b.name));
  othersByLocale.set(locale, countries);
  return countries;
}
