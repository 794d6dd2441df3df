import { countryCodes } from '@/lib/meeting/content/countries';
import { fold, skeleton } from '@/lib/text/fold';

/**
 * Top-level domains that are open to everybody and that mail programs turn into links: common generic ones, the country codes of the
 * Arab States, and country codes sold to everybody. Names under .gov, .edu and .int are not for everybody, so "Smart.Gov" is allowed.
 */
const OPEN_DOMAINS = wordSet(
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

/** Open top-level domains in Arabic. */
const OPEN_ARABIC_DOMAINS = new Set(
  [
    'شبكة موقع كوم بازار عرب همراه اتصالات ابوظبي كاثوليك بيتك',
    'امارات السعودية مصر قطر الاردن فلسطين سورية تونس المغرب عمان الجزائر العراق سودان موريتانيا البحرين',
  ].flatMap((line) => line.split(' ').map(fold)),
);

/** Abbreviations that people write with a full stop and no space, whatever follows: "Dr.Ma", "Ltd.Co". */
const ABBREVIATIONS = wordSet(
  'dr mr mrs ms eng prof sr jr st capt col gen lt maj amb hon rev arch dept min dir asst ass assoc no vs',
  'ltd inc corp bros',
);

/**
 * Short words that people write the same way, but only before an ending of two letters or one of `ENDINGS_AFTER_SHORT_WORDS`:
 * "Mohd.Sy", "Info.Tech".
 */
const SHORT_WORDS = wordSet(
  'sec head mgr admin gov govt info tech bus comp sci net dev post doc of gmbh mohd muhd moh md abd abdul yahya jean',
);
const ENDINGS_AFTER_SHORT_WORDS = wordSet('tech dev cloud info');

/**
 * Degrees and products whose names look like domains. They are harmless: nobody can register these one-letter domains, and the others
 * belong to the makers of the products.
 */
const DEGREE_OR_PRODUCT = /^(?:[bmd]\.(?:com|tech)|(?:asp|ado|vb|microsoft)\.net)$/;

const UP_TO_255 = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
/** An IPv4 address; but "Goal 16.6.1.2" and "Section 3.1.2.1" are references to parts of a text. */
const IP_ADDRESS = new RegExp(
  `(?<!(?:goals?|sdgs?|sections?|targets?|indicators?|articles?|الهدف|الغاية|المؤشر|البند|الفقرة|القسم)[ :]*)(?<![\\p{N}.])${UP_TO_255}(?:\\.${UP_TO_255}){3}(?!\\.?\\p{N})`,
  'u',
);

/** Addresses that are recognized without a list of domains: a scheme, "www.", an email address, an IPv4 address. */
const ADDRESS_PATTERNS = [
  /:\/\//,
  /(?<![\p{L}\p{N}])(?:https?|ftp|mailto|tel|sms):\S/u,
  /(?<![\p{L}\p{N}])www\d{0,3}\.[\p{L}\p{N}]/u,
  /[^\s@]@[\p{L}\p{N}-]+\.[\p{L}\p{N}]/u,
  IP_ADDRESS,
];

/**
 * Whether a reader or a mail program would take a part of the text for the address of a page or a mailbox. Letters of another script,
 * full-width dots and invisible characters do not hide an address. Programs differ in whether a letter of another script ends an
 * address, so the text is checked both as typed and as it looks.
 */
export function hasWebAddress(text: string): boolean {
  const visible = text.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  return [text.toLowerCase(), visible.toLowerCase(), skeleton(text)].some((spelling) => {
    // All full stops that separate the labels of a domain: RFC 3490, section 3.1.
    const withDots = spelling.replace(/[\u3002\uFF0E\uFF61]/g, '.');
    return ADDRESS_PATTERNS.some((pattern) => pattern.test(withDots)) || hasDomain(withDots);
  });
}

function hasDomain(text: string): boolean {
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}._-]*/gu)) {
    const labels = word.replace(/[._-]+$/, '').split('.');
    if (labels.some((label) => label.startsWith('xn--'))) return true;
    const last = labels.pop() ?? '';
    if (labels.length === 0) continue;
    // A path, a query or a port may follow the domain: "x.com/abc", "x.com?a", "z.com:80".
    const isContinued = /^(?:[/?#]\S|:\d)/.test(text.slice(index + word.length));
    if (isDomain(labels, last, isContinued)) return true;
  }
  return false;
}

/**
 * @param labels the labels of the domain before its last full stop
 * @param last what follows the last full stop
 * @param isContinued whether a path, a query or a port follows: then shorter labels and rarer top-level domains count too
 */
function isDomain(labels: string[], last: string, isContinued: boolean): boolean {
  // A letter of another script may follow the top-level domain without a space.
  const [top = ''] = last.match(/^[a-z]+(?![\w-])/) ?? [];
  if (DEGREE_OR_PRODUCT.test(`${labels.at(-1)}.${top}`)) return false;
  const allowsShortWords = top.length === 2 || ENDINGS_AFTER_SHORT_WORDS.has(top);
  const remaining = labels.filter(
    (label) => !ABBREVIATIONS.has(label) && !(allowsShortWords && SHORT_WORDS.has(label)),
  );
  const longest = Math.max(0, ...remaining.map((label) => label.length));
  if (OPEN_ARABIC_DOMAINS.has(fold(last))) return isContinued || longest > 2;
  if (OPEN_DOMAINS.has(top)) {
    if (isContinued || (top === 'com' && /^[a-z]$/.test(labels.join('')))) return true;
    // These are the only one-letter domains under .com, with any number of labels before them. "H.E.Com" is none.
    if (top === 'com' && /^[qxz]$/.test(labels.at(-1) ?? '')) return true;
    // "M.Sa" may be initials, and "B.Sc.Tech" a degree.
    return longest > (top.length === 2 ? 2 : 1);
  }
  const isTop = top.length === 2 ? countryCodes.has(top.toUpperCase()) : top.length > 2;
  return isContinued && isTop && !ABBREVIATIONS.has(top) && !SHORT_WORDS.has(top) && longest > 1;
}

/** The set of all words in these lines. */
function wordSet(...lines: string[]): Set<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
