import { locales } from '@/lib/i18n/locale';
import { termKey } from '@/lib/text/term-key';
import { countryCodes, countryName } from './countries';

/**
 * Names of countries beyond those that the site itself writes, by ISO 3166-1 alpha-2 code: formal names, as notes verbales write them
 * (United Nations, "Member States"; UNTERM), short names, abbreviations and alpha-3 codes. Spellings that `termKey` makes equal stand
 * once. Names that could mean two countries are left out, and asked for: Congo, Korea, and ARE, which is the Arab Republic of
 * Egypt on paper and the United Arab Emirates in ISO 3166-1.
 */
const otherNames: Record<string, readonly string[]> = {
  JO: [
    'المملكة الأردنية الهاشمية',
    'Hashemite Kingdom of Jordan',
    'Royaume hachémite de Jordanie',
    'JOR',
    'HKJ',
  ],
  AE: [
    'الإمارات',
    'دولة الإمارات',
    'دولة الإمارات العربية المتحدة',
    'الإمارات العربية',
    'دولة الامارات العربية',
    'UAE',
    'Emirates',
    'State of the United Arab Emirates',
    'Émirats',
    'EAU',
  ],
  BH: ['مملكة البحرين', 'Kingdom of Bahrain', 'Royaume de Bahreïn', 'BHR'],
  TN: [
    'الجمهورية التونسية',
    'جمهورية تونس',
    'Republic of Tunisia',
    'Tunisian Republic',
    'République tunisienne',
    'TUN',
  ],
  DZ: [
    'الجمهورية الجزائرية الديمقراطية الشعبية',
    'الجمهورية الجزائرية',
    'جمهورية الجزائر',
    'جمهورية الجزائر الديمقراطية الشعبية',
    "People's Democratic Republic of Algeria",
    'Democratic and Popular Republic of Algeria',
    'Republic of Algeria',
    'République algérienne démocratique et populaire',
    'DZA',
    'ALG',
  ],
  DJ: ['جمهورية جيبوتي', 'جيبوتى', 'Republic of Djibouti', 'République de Djibouti', 'DJI'],
  KM: [
    'جمهورية القمر المتحدة',
    'القمر المتحدة',
    'الاتحاد القمري',
    'اتحاد جزر القمر',
    'جمهورية جزر القمر',
    'جمهورية جزر القمر المتحدة',
    'القمر',
    'Union of the Comoros',
    'Comoro Islands',
    'Comoros Islands',
    'Union des Comores',
    'COM',
  ],
  SD: ['جمهورية السودان', 'Republic of the Sudan', 'The Sudan', 'République du Soudan', 'SDN'],
  SY: ['سوريا', 'سورية', 'الجمهورية السورية', 'Syria', 'Syrian Republic', 'République arabe syrienne', 'SYR'],
  SO: [
    'جمهورية الصومال',
    'جمهورية الصومال الفيدرالية',
    'جمهورية الصومال الاتحادية',
    'Federal Republic of Somalia',
    'Somali Republic',
    'République fédérale de Somalie',
    'SOM',
  ],
  IQ: ['جمهورية العراق', 'Republic of Iraq', "République d'Iraq", 'Irak', 'IRQ'],
  OM: ['سلطنة عمان', 'Sultanate of Oman', "Sultanat d'Oman", 'OMN'],
  PS: [
    'فلسطين',
    'السلطة الفلسطينية',
    'السلطة الوطنية الفلسطينية',
    'الأراضي الفلسطينية المحتلة',
    'الأراضي الفلسطينية',
    'Palestine',
    'Palestinian Authority',
    'Palestinian National Authority',
    'Occupied Palestinian Territory',
    'État de Palestine',
    'PSE',
  ],
  QA: ['دولة قطر', 'State of Qatar', 'État du Qatar', 'QAT'],
  KW: ['دولة الكويت', 'State of Kuwait', 'État du Koweït', 'KWT'],
  LB: [
    'الجمهورية اللبنانية',
    'جمهورية لبنان',
    'Lebanese Republic',
    'Republic of Lebanon',
    'République libanaise',
    'LBN',
  ],
  LY: [
    'دولة ليبيا',
    'الجماهيرية العربية الليبية',
    'الجمهورية الليبية',
    'State of Libya',
    'Libyan Arab Jamahiriya',
    'État de Libye',
    'LBY',
  ],
  EG: [
    'جمهورية مصر العربية',
    'جمهورية مصر',
    'مصر العربية',
    'ج.م.ع',
    'Arab Republic of Egypt',
    'Republic of Egypt',
    "République arabe d'Égypte",
    'EGY',
  ],
  MA: ['المملكة المغربية', 'مملكة المغرب', 'المغرب الأقصى', 'Kingdom of Morocco', 'Royaume du Maroc', 'MAR'],
  SA: [
    'السعودية',
    'العربية السعودية',
    'المملكة السعودية',
    'مملكة العربية السعودية',
    'Kingdom of Saudi Arabia',
    'Saudi',
    'Saudia',
    'KSA',
    "Royaume d'Arabie saoudite",
    'SAU',
  ],
  MR: [
    'الجمهورية الإسلامية الموريتانية',
    'جمهورية موريتانيا الإسلامية',
    'موريتانية',
    'Islamic Republic of Mauritania',
    'République islamique de Mauritanie',
    'MRT',
    'RIM',
  ],
  YE: [
    'الجمهورية اليمنية',
    'جمهورية اليمن',
    'Republic of Yemen',
    'Yemeni Republic',
    'République du Yémen',
    'YEM',
  ],

  AF: ['جمهورية أفغانستان الإسلامية', 'Islamic Republic of Afghanistan'],
  AT: ['جمهورية النمسا', 'Republic of Austria'],
  AU: ['كومنولث أستراليا', 'استراليا', 'Commonwealth of Australia'],
  AZ: ['جمهورية أذربيجان', 'Republic of Azerbaijan'],
  BD: ['جمهورية بنغلاديش الشعبية', 'بنغلادش', "People's Republic of Bangladesh"],
  BE: ['مملكة بلجيكا', 'Kingdom of Belgium'],
  BN: ['بروني دار السلام', 'Brunei Darussalam'],
  BO: ['Plurinational State of Bolivia'],
  BR: ['جمهورية البرازيل الاتحادية', 'Federative Republic of Brazil'],
  BA: ['البوسنة', 'Bosnia'],
  CD: [
    'جمهورية الكونغو الديمقراطية',
    'الكونغو الديمقراطية',
    'Democratic Republic of the Congo',
    'DR Congo',
    'DRC',
    'République démocratique du Congo',
  ],
  CG: ['Congo Brazzaville'],
  CH: ['الاتحاد السويسري', 'Swiss Confederation'],
  CI: ['كوت ديفوار', 'ساحل العاج', "Côte d'Ivoire", 'Ivory Coast'],
  CN: ['جمهورية الصين الشعبية', "People's Republic of China", 'PRC'],
  CV: ['كابو فيردي', 'Cabo Verde'],
  CY: ['جمهورية قبرص', 'Republic of Cyprus'],
  CZ: ['الجمهورية التشيكية', 'Czech Republic', 'Czechia'],
  DE: ['جمهورية ألمانيا الاتحادية', 'ألمانيا الاتحادية', 'Federal Republic of Germany', 'FRG'],
  DK: ['مملكة الدانمرك', 'الدنمارك', 'الدانمارك', 'Kingdom of Denmark'],
  ER: ['إريتريا', 'إرتريا', 'State of Eritrea'],
  ES: ['مملكة إسبانيا', 'اسبانيا', 'Kingdom of Spain'],
  ET: ['أثيوبيا', 'جمهورية إثيوبيا الديمقراطية الاتحادية', 'Federal Democratic Republic of Ethiopia'],
  FI: ['جمهورية فنلندا', 'Republic of Finland'],
  FR: ['الجمهورية الفرنسية', 'French Republic', 'République française', 'FRA'],
  GB: [
    'بريطانيا',
    'بريطانيا العظمى',
    'إنكلترا',
    'إنجلترا',
    'المملكة المتحدة لبريطانيا العظمى وأيرلندا الشمالية',
    'UK',
    'Great Britain',
    'Britain',
    'England',
    'United Kingdom of Great Britain and Northern Ireland',
    'GBR',
  ],
  GR: ['الجمهورية اليونانية', 'الجمهورية الهيلينية', 'Hellenic Republic'],
  ID: ['جمهورية إندونيسيا', 'اندونيسيا', 'Republic of Indonesia'],
  IE: ['إيرلندا', 'Republic of Ireland'],
  IN: ['جمهورية الهند', 'Republic of India'],
  IR: ['جمهورية إيران الإسلامية', 'إيران', 'Islamic Republic of Iran', 'Iran (Islamic Republic of)'],
  IT: ['الجمهورية الإيطالية', 'Italian Republic'],
  JP: ['دولة اليابان'],
  KE: ['جمهورية كينيا', 'Republic of Kenya'],
  KG: ['قرغيزستان', 'Kyrgyz Republic'],
  KP: ["Democratic People's Republic of Korea", 'جمهورية كوريا الشعبية الديمقراطية', 'DPRK'],
  KR: ['جمهورية كوريا', 'كوريا الجنوبية', 'Republic of Korea', 'South Korea', 'ROK'],
  KZ: ['جمهورية كازاخستان', 'Republic of Kazakhstan'],
  LA: ["Lao People's Democratic Republic", 'Lao'],
  MD: ['Republic of Moldova'],
  ML: ['جمهورية مالي', 'Republic of Mali'],
  MV: ['جمهورية ملديف', 'ملديف', 'Republic of Maldives'],
  MX: ['الولايات المتحدة المكسيكية', 'United Mexican States'],
  MY: ['Federation of Malaysia'],
  NE: ['جمهورية النيجر', 'Republic of the Niger'],
  NG: ['جمهورية نيجيريا الاتحادية', 'Federal Republic of Nigeria'],
  NL: ['مملكة هولندا', 'Kingdom of the Netherlands', 'Holland'],
  NO: ['مملكة النرويج', 'Kingdom of Norway'],
  NZ: ['نيوزيلاندا'],
  PK: ['جمهورية باكستان الإسلامية', 'Islamic Republic of Pakistan'],
  PT: ['الجمهورية البرتغالية', 'Portuguese Republic'],
  RU: ['الاتحاد الروسي', 'روسيا الاتحادية', 'Russian Federation'],
  SE: ['مملكة السويد', 'Kingdom of Sweden'],
  SG: ['جمهورية سنغافورة', 'Republic of Singapore'],
  SN: ['جمهورية السنغال', 'Republic of Senegal'],
  SS: ['جمهورية جنوب السودان', 'Republic of South Sudan'],
  TD: ['جمهورية تشاد', 'Republic of Chad'],
  TH: ['مملكة تايلند', 'Kingdom of Thailand'],
  TJ: ['جمهورية طاجيكستان', 'Republic of Tajikistan'],
  TL: ['Timor Leste', 'East Timor'],
  TM: ['تركمنستان'],
  TR: [
    'الجمهورية التركية',
    'جمهورية تركيا',
    'Republic of Turkey',
    'Republic of Türkiye',
    'Turkey',
    'Türkiye',
  ],
  TZ: ['جمهورية تنزانيا المتحدة', 'United Republic of Tanzania'],
  UA: ['Ukrainian Republic'],
  US: [
    'الولايات المتحدة الأمريكية',
    'الولايات المتحدة',
    'أمريكا',
    'أميركا',
    'الولايات المتحدة الأميركية',
    'USA',
    'U.S.',
    'United States of America',
    'America',
  ],
  UZ: ['جمهورية أوزبكستان', 'Republic of Uzbekistan'],
  VA: ['الكرسي الرسولي', 'Holy See'],
  VE: ['Bolivarian Republic of Venezuela'],
  VN: ['Viet Nam', 'جمهورية فييت نام الاشتراكية', 'فييت نام', 'Socialist Republic of Viet Nam'],
  ZA: ['جمهورية جنوب أفريقيا', 'Republic of South Africa', 'RSA'],
};

/** French is a language of notes verbales from the Maghreb, Djibouti and the Comoros. */
const listedNames = ['ar', 'en', 'fr'].flatMap((language) =>
  (['long', 'short'] as const).map((style) => new Intl.DisplayNames(language, { type: 'region', style })),
);

/** Every name of a country: what the site writes in both languages, what Unicode's CLDR lists, and those above. */
const namesOf = (code: string): string[] => [
  ...locales.map((locale) => countryName(code, locale)),
  ...(otherNames[code] ?? []),
  ...listedNames.map((names) => names.of(code) ?? code),
];

/** All names with their codes, for the test that no name means two countries. */
export const allCountryNames = (): [name: string, code: string][] =>
  [...countryCodes].flatMap((code) => namesOf(code).map((name): [string, string] => [name, code]));

let codesByKey: Map<string, string> | undefined;

/** Codes that are also answers: "not available" and "no". */
const ambiguousCodes = ['NA', 'NO'];

/**
 * The country that a text names, as notes verbales and people write it, in Arabic, English or French; or that a code in capitals means.
 * @returns the ISO 3166-1 alpha-2 code; `undefined` where the text names none, or could name two
 */
export function countryNamed(text: string): string | undefined {
  codesByKey ??= new Map(allCountryNames().map(([name, code]) => [termKey(name), code]));
  const trimmed = text.trim();
  if (countryCodes.has(trimmed)) return ambiguousCodes.includes(trimmed) ? undefined : trimmed;
  return codesByKey.get(termKey(text));
}
