import { countryCodes } from '@/lib/meeting/content/countries';
import { fold, nameKey } from '@/lib/text/fold';

/**
 * Top-level domains under which anybody may have a name and mail programs make a link of it: the open ones that people use, the
 * country codes of the Arab States, and those of other countries that are sold to everybody. Nobody gets a name under .gov,
 * .edu or .int at will, so "Smart.Gov" may stand.
 */
const OPEN_TO_ALL = wordSet(
  'com net org info biz name mobi pro tel asia xyz top site online website web space tech cloud email app dev page link click bio',
  'shop store buy sale market deals promo gift trade business company group global international world network systems services',
  'solutions digital software technology computer hosting host domains directory support help center centre agency studio design',
  'media press news blog wiki video tv photo photos pics pictures gallery art audio music band film live stream chat social community',
  'club team vip icu fun fit run win bet casino poker games game play guru ninja expert rocks cool lol wow buzz monster quest zone',
  'life today now one plus red blue green black pink gold ink best work works jobs careers training academy school education university',
  'institute college courses study science foundation ngo ong charity finance financial money cash credit loan loans fund capital',
  'investments ventures partners holdings management consulting marketing legal law attorney insurance tax accountant accountants',
  'health care clinic doctor dental hospital fitness beauty hair skin makeup style fashion shoes clothing jewelry boutique',
  'travel tours flights holiday vacations hotel rent house homes land estate properties city town place earth energy solar eco',
  'cafe restaurant bar pub food pizza recipes kitchen coffee events date dating men love family kids mom baby pet dog',
  'cyou sbs cfd bond boats yachts autos motorcycles lat uno rest fyi bid download racing party faith cricket webcam review reviews',
  'zip mov foo bot phd prof esq security protection safe delivery express direct exchange gle africa arab dubai abudhabi doha',
  'io ai co me cc gg ru cn ir tr uk us eu de fr in ly to ml tk ga cf gq pw be gl ee gy it nl ch es pl br jp ca au ws vc fm sh st im is',
  'ae bh dj dz eg iq jo km kw lb ly ma mr om ps qa sa sd so sy tn ye',
);

/** The Arabic ones, as the key of a name spells them. */
const OPEN_IN_ARABIC = wordSet(
  'شبكة موقع كوم بازار عرب همراه اتصالات ابوظبي كاثوليك بيتك',
  'امارات السعودية مصر قطر الاردن فلسطين سورية تونس المغرب عمان الجزائر العراق سودان موريتانيا البحرين',
);

/** What people write with a full stop and no space behind it, whatever follows: "Dr.Ma", "Ltd.Co". */
const ABBREVIATIONS = wordSet(
  'dr mr mrs ms eng prof sr jr st capt col gen lt maj amb hon rev arch dept min dir asst ass assoc no vs',
  'ltd inc corp bros',
);

/** What people write so before the end of a name or before another abbreviation alone: "Mohd.Sy", "Info.Tech". */
const SHORT_WORDS = wordSet(
  'sec head mgr admin gov govt info tech bus comp sci net dev post doc of gmbh mohd muhd moh md abd abdul yahya jean',
);
const BEHIND_SHORT_WORDS = wordSet('tech dev cloud info');

/** Degrees and products whose names look like domains: nobody can have the one-letter ones, and the others are their makers'. */
const DEGREE_OR_PRODUCT = /^(?:[bmd]\.(?:com|tech)|(?:asp|ado|vb|microsoft)\.net)$/;

const UP_TO_255 = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
/** But "Goal 16.6.1.2" and "Section 3.1.2.1" are places in a text. */
const NETWORK_ADDRESS = new RegExp(
  `(?<!(?:goals?|sdgs?|sections?|targets?|indicators?|articles?|الهدف|الغاية|المؤشر|البند|الفقرة|القسم)[ :]*)(?<![\\p{N}.])${UP_TO_255}(?:\\.${UP_TO_255}){3}(?!\\.?\\p{N})`,
  'u',
);

/** A scheme, "www.", an email address, or four numbers as an address of the network has them. */
const PLAIN = [
  /:\/\//,
  /(?<![\p{L}\p{N}])(?:https?|ftp|mailto|tel|sms):\S/u,
  /(?<![\p{L}\p{N}])www\d{0,3}\.[\p{L}\p{N}]/u,
  /[^\s@]@[\p{L}\p{N}-]+\.[\p{L}\p{N}]/u,
  NETWORK_ADDRESS,
];

/**
 * Whether a reader, or the mail program of a reader, takes a part of the text for the address of a page or a mailbox, also where
 * it is written with letters of another script, full-width dots or signs that nobody sees. A letter or digit of another script
 * ends an address for some programs and continues it for others, so the text is judged as it stands and as it looks.
 */
export function hasWebAddress(text: string): boolean {
  const visible = text.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  return [text.toLowerCase(), visible.toLowerCase(), nameKey(text)].some((spelling) => {
    // The full stops that separate the names of a domain: RFC 3490, section 3.1.
    const seen = spelling.replace(/[\u3002\uFF0E\uFF61]/g, '.');
    return PLAIN.some((pattern) => pattern.test(seen)) || hasDomain(seen);
  });
}

function hasDomain(seen: string): boolean {
  for (const { 0: word, index } of seen.matchAll(/[\p{L}\p{N}][\p{L}\p{N}._-]*/gu)) {
    const names = word.replace(/[._-]+$/, '').split('.');
    if (names.some((name) => name.startsWith('xn--'))) return true;
    const last = names.pop() ?? '';
    if (names.length === 0) continue;
    // A path, a query or a port goes on behind the domain: "x.com/abc", "x.com?a", "z.com:80".
    const isContinued = /^(?:[/?#]\S|:\d)/.test(seen.slice(index + word.length));
    if (isDomain(names, last, isContinued)) return true;
  }
  return false;
}

/**
 * @param names those before the last full stop
 * @param isContinued whether more of a web address follows: then shorter names count, and rarer domains
 */
function isDomain(names: string[], last: string, isContinued: boolean): boolean {
  // A letter of another script may follow without a space.
  const [top = ''] = last.match(/^[a-z]+(?![\w-])/) ?? [];
  if (DEGREE_OR_PRODUCT.test(`${names.at(-1)}.${top}`)) return false;
  const allowsShortWords = top.length === 2 || BEHIND_SHORT_WORDS.has(top);
  const own = names.filter(
    (name) => !ABBREVIATIONS.has(name) && !(allowsShortWords && SHORT_WORDS.has(name)),
  );
  const longest = Math.max(0, ...own.map((name) => name.length));
  if (OPEN_IN_ARABIC.has(fold(last))) return isContinued || longest > 2;
  if (OPEN_TO_ALL.has(top)) {
    if (isContinued || (top === 'com' && /^[a-z]$/.test(names.join('')))) return true;
    // Of one letter there are these alone, under any number of others: "H.E.Com" is none.
    if (top === 'com' && /^[qxz]$/.test(names.at(-1) ?? '')) return true;
    // "M.Sa" may be initials, and "B.Sc.Tech" a degree.
    return longest > (top.length === 2 ? 2 : 1);
  }
  const isTop = top.length === 2 ? countryCodes.has(top.toUpperCase()) : top.length > 2;
  return isContinued && isTop && !ABBREVIATIONS.has(top) && !SHORT_WORDS.has(top) && longest > 1;
}

/** Words in lines, as a set. */
function wordSet(...lines: string[]): Set<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
