import { fold } from './fold';

/** A form of address before a name. A style such as معالي or "H.E." ranks above titles and already greets; a title is added to a greeting. */
export type Honorific = {
  kind: 'style' | 'title';
  /** What the title is in full in Arabic, for a man and for a woman; absent where it is left as typed. */
  ar?: { male: string; female: string };
  /** The same in English; empty where English has none. */
  en?: { male: string; female: string; unknown: string };
  /** Whom the typed form names; absent for an abbreviation. */
  gender?: 'male' | 'female';
};

type Entry = Honorific & {
  /** How many words must follow: one, or two where the form is also a person's name. A full stop or a slash behind it leaves no doubt. */
  least: 1 | 2;
  /** Initials of which each but the last needs a full stop. */
  isInitials?: true;
  /** A word that counts only in capitals. */
  isCapital?: true;
  /** A form that is a given name where a title stands before it: «الدكتور السيد حسن». */
  isNameAfterTitle?: true;
};

const entries = new Map<string, Entry>();

function style(least: 1 | 2, forms: string, more: Partial<Entry> = {}): void {
  for (const form of forms.split('، ')) entries.set(fold(form), { kind: 'style', least, ...more });
}

/** The forms of a title, separated by commas; `bare`: without the article, as in «دكتور»; `unknown`: forms for both men and women. */
type Forms = { male?: string; female?: string; bareMale?: string; bareFemale?: string; unknown?: string };

function title(words: Pick<Honorific, 'ar' | 'en'>, forms: Forms, more: Partial<Entry> = {}): void {
  const add = (list: string | undefined, entry: Pick<Entry, 'gender' | 'least'>) => {
    for (const form of list?.split('، ') ?? [])
      entries.set(fold(form), { kind: 'title', ...words, ...entry, ...more });
  };
  add(forms.male, { gender: 'male', least: 1 });
  add(forms.female, { gender: 'female', least: 1 });
  add(forms.bareMale, { gender: 'male', least: 2 });
  add(forms.bareFemale, { gender: 'female', least: 2 });
  add(forms.unknown, { least: 1 });
}

const ar = (male: string, female: string) => ({ male, female });
const en = (male: string, female = male, unknown = male) => ({ male, female, unknown });

// Words that are also names of people need two words behind them: «معالي المثال» is a person, «معالي خالد المثال» a minister.
style(2, 'معالي، سعادة، سيادة، دولة، فخامة، جلالة، سمو، سماحة، فضيلة، عطوفة، نيافة، غبطة، قداسة، حضرة');
style(1, 'صاحب السمو، صاحبة السمو، صاحب السمو الملكي، صاحبة السمو الملكي، سمو الشيخ، سمو الشيخة');
style(1, 'سمو الأمير، سمو الأميرة، صاحب المعالي، صاحبة المعالي، صاحب السعادة، صاحبة السعادة');
style(1, 'صاحب الدولة، صاحب الفخامة، صاحب الجلالة، حضرة صاحب السمو، حضرة صاحب الجلالة');
style(1, 'his excellency، her excellency، your excellency، excellency، son excellence');
style(
  1,
  'his highness، her highness، his royal highness، her royal highness، the honourable، the honorable، the hon',
);
style(2, 'hon، honourable، honorable');
style(1, 'h e، h h، h r h، s e، s e m', { isInitials: true });
style(2, 'he، hh، hrh', { isCapital: true });

const doctor = { ar: ar('الدكتور', 'الدكتورة'), en: en('Dr') };
title(doctor, { male: 'الدكتور', female: 'الدكتورة', bareMale: 'دكتور', bareFemale: 'دكتورة' });
title(doctor, { unknown: 'dr، doctor' });
const engineer = { ar: ar('المهندس', 'المهندسة'), en: en('Eng.') };
title(engineer, { male: 'المهندس', female: 'المهندسة', bareMale: 'مهندس', bareFemale: 'مهندسة' });
title(engineer, { unknown: 'engr، engineer' });
title(engineer, { unknown: 'eng، ing' }, { least: 2 });
const professor = { ar: ar('الأستاذ الدكتور', 'الأستاذة الدكتورة'), en: en('Prof.') };
title(professor, {
  unknown: 'prof، professor',
  male: 'البروفيسور، البروفسور',
  female: 'البروفيسورة، البروفسورة',
});
title(professor, { bareMale: 'بروفيسور، بروفسور', bareFemale: 'بروفيسورة، بروفسورة', unknown: 'أد' });
const teacher = { ar: ar('الأستاذ', 'الأستاذة'), en: en('Mr', 'Ms', '') };
title(teacher, { male: 'الأستاذ', female: 'الأستاذة', bareMale: 'أستاذ', bareFemale: 'أستاذة' });
// A single letter without a full stop may be an initial.
title(doctor, { unknown: 'د' }, { least: 2 });
title(engineer, { unknown: 'م' }, { least: 2 });
title(teacher, { unknown: 'أ' }, { least: 2 });
const sir = { ar: ar('السيد', 'السيدة'), en: en('Mr', 'Ms', '') };
title(sir, { male: 'السيد' }, { least: 2, isNameAfterTitle: true });
title(sir, { male: 'mr، mister', female: 'السيدة، mrs، ms، miss، mme، madam' });
title({ ar: ar('الآنسة', 'الآنسة'), en: en('Ms') }, { female: 'الآنسة' });
const sheikh = { ar: ar('الشيخ', 'الشيخة'), en: en('Sheikh', 'Sheikha') };
title(sheikh, { male: 'الشيخ', female: 'الشيخة' });
title(sheikh, { bareMale: 'sheikh، shaikh', bareFemale: 'sheikha، shaikha' });
const prince = { ar: ar('الأمير', 'الأميرة'), en: en('Prince', 'Princess') };
title(prince, { male: 'الأمير', female: 'الأميرة', bareMale: 'prince', bareFemale: 'princess' });
const ambassador = { ar: ar('السفير', 'السفيرة'), en: en('Ambassador') };
title(ambassador, { male: 'السفير', female: 'السفيرة', unknown: 'ambassador، amb' });
const counsellor = { ar: ar('المستشار', 'المستشارة') };
title(counsellor, { male: 'المستشار', female: 'المستشارة', bareMale: 'مستشار', bareFemale: 'مستشارة' });
const judge = { ar: ar('القاضي', 'القاضية'), en: en('Judge') };
title(judge, { male: 'القاضي', female: 'القاضية', unknown: 'judge' });
const minister = { ar: ar('الوزير', 'الوزيرة') };
title(minister, { male: 'الوزير', female: 'الوزيرة' });
for (const rank of ['الفريق', 'اللواء', 'العميد', 'العقيد', 'المقدم', 'الرائد', 'النقيب', 'الملازم'])
  title({ ar: ar(rank, rank) }, { male: rank });
title(
  {},
  { bareMale: 'general، gen، brigadier، brig، colonel، col، major، maj، captain، capt، lieutenant، lt' },
);

/** The longest form, in words. */
const LONGEST = Math.max(...[...entries.keys()].map((form) => form.split(' ').length));

type Word = { raw: string; folded: string; separator: string; end: number };

/** Characters that nobody sees, and tatweel, make no word. */
const VISIBLE = '(?![\\p{Default_Ignorable_Code_Point}\\u0640])[\\p{L}\\p{N}]';
/** A word with everything that separates it from the next one. */
const WORD = new RegExp(
  `(['’]?${VISIBLE}[\\p{L}\\p{M}\\p{N}\\p{Default_Ignorable_Code_Point}'’]*)((?:(?!['’]?${VISIBLE}).)*)`,
  'gsu',
);

const wordsOf = (name: string): Word[] =>
  [...name.matchAll(WORD)].map(({ 0: whole, 1: raw = '', 2: separator = '', index }) => ({
    raw,
    folded: fold(raw),
    separator,
    end: index + whole.length,
  }));

type Found = { honorific: Entry; length: number };

/**
 * The honorific at the beginning of these words, the longest possible one.
 * @param before the honorific before them; with one before it, a title needs only one word behind it
 */
function honorificAt(words: Word[], before: Honorific | undefined): Found | null {
  for (let length = Math.min(LONGEST, words.length - 1); length > 0; length -= 1) {
    const form = words.slice(0, length);
    const honorific = entries.get(form.map(({ folded }) => folded).join(' '));
    if (honorific && isHonorific(honorific, form, words.slice(length), before)) return { honorific, length };
  }
  return null;
}

function isHonorific(entry: Entry, form: Word[], rest: Word[], before: Honorific | undefined): boolean {
  if (entry.isInitials && form.slice(0, -1).some(({ separator }) => !separator.startsWith('.'))) return false;
  if (entry.isNameAfterTitle && before?.kind === 'title') return false;
  const isMarked = /[./]/.test(form.at(-1)?.separator ?? '');
  const isFollowed = honorificAt(rest, entry) !== null;
  if (entry.isCapital) {
    if (form.some(({ raw }) => raw !== raw.toUpperCase())) return false;
    // "HE XIAO MING" is a name in capitals.
    if (!isFollowed && !rest.some(({ raw }) => /[\p{Ll}\p{Lo}]/u.test(raw))) return false;
  }
  const needsOne = isMarked || isFollowed || (before !== undefined && entry.kind === 'title');
  return rest.length >= (needsOne ? 1 : entry.least);
}

/**
 * Reads the honorifics at the beginning of a name, one or several, in Arabic or Latin letters, with full stops and without. The name
 * never loses its last word, nor a first word that is rather a name than an honorific.
 * @returns the honorifics in their order, and the rest of the name as typed
 */
export function readHonorifics(name: string): { honorifics: Honorific[]; rest: string } {
  const words = wordsOf(name);
  const honorifics: Honorific[] = [];
  let first = 0;
  for (;;) {
    const found = honorificAt(words.slice(first), honorifics.at(-1));
    if (!found) break;
    honorifics.push(found.honorific);
    first += found.length;
  }
  return { honorifics, rest: first === 0 ? name : name.slice(words[first - 1]?.end) };
}

/** The name without the honorifics at its beginning. */
export const withoutHonorifics = (name: string): string => readHonorifics(name).rest;
