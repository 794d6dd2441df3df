import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Localized, locales } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { refusalPage } from '@/lib/server/request-validation';

const flat = (node: object, path = ''): [string, string][] =>
  Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : flat(value, `${path}${key}.`),
  );
const messages = (locale: string) =>
  new Map(flat(JSON.parse(readFileSync(`messages/${locale}.json`, 'utf8'))));
const ar = messages('ar');
const en = messages('en');

/** The texts of pages that are written without the messages: Arabic first, English in a block of its own below. */
const pagesOfTheirOwn = [
  ...([400, 403, 405, 413] as const).map(refusalPage),
  /'(<!doctype html>.*)'/.exec(readFileSync('deploy/nginx.conf', 'utf8'))?.[1] ?? '',
].map((page) => {
  const [above = '', below = ''] = page.split('<div lang="en" dir="ltr">');
  const sentences = (html: string) => [...html.matchAll(/<(?:h1|p)>(.*?)</g)].map(([, text = '']) => text);
  return { ar: sentences(above), en: sentences(below) } satisfies Localized<string[]>;
});

/** Every text of a language with its key, without placeholders and plural selectors. */
const texts: Localized<[key: string, text: string][]> = {
  ar: [...ar, ...pagesOfTheirOwn.flatMap((page) => page.ar.map((text): [string, string] => ['page', text]))],
  en: [...en, ...pagesOfTheirOwn.flatMap((page) => page.en.map((text): [string, string] => ['page', text]))],
};
for (const locale of locales) texts[locale] = texts[locale].map(([key, text]) => [key, plain(text)]);

function plain(text: string): string {
  return text
    .replace(/\{\w+, plural,\s*/g, '')
    .replace(/(?:^|(?<=[\s}]))(?:=\d+|zero|one|two|few|many|other) \{/g, '')
    .replace(/\{\w+\}|⟨\w+⟩|<\/?\w+>/g, '0')
    .replace(/\}/g, '');
}

const sources = ['app', 'components', 'lib']
  .flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' }).map((name) => `${room}/${name}`),
  )
  .filter((path) => /\.tsx?$/.test(path));

/** Matches any of these words as a whole word in a text, also with an Arabic prefix such as the article. */
const arabicWords = (...words: string[]) =>
  new RegExp(`(?<![\\p{L}\\p{M}])(?:[وف]?)(?:${words.join('|')})(?![\\p{L}\\p{M}])`, 'u');
const englishWords = (...words: string[]) => new RegExp(`\\b(?:${words.join('|')})\\b`, 'i');

/** Words that the texts avoid, and the reason. */
const avoided: Localized<Record<string, RegExp>> = {
  ar: {
    'a verb says it without «تم» and «قام»': arabicWords(
      'تمّ?',
      'تمّ?ت',
      'يتمّ?',
      'قام',
      'قامت',
      'يقوم',
      'القيام ب\\p{L}+',
    ),
    'the imperative addresses men alone: a button names the deed, an error asks «يرجى»': arabicWords(
      ...[
        'أدخل',
        'ادخل',
        'اكتب',
        'اختر',
        'ابحث',
        'تحقق',
        'ابدأ',
        'احذف',

        'أعد',
        'أرسل',
        'انتقل',
        'انقر',
        'ارجع',
      ],
      ...['حوِّل', 'انسخ', 'اضغط', 'أكِّد', 'اطلب', 'افتح', 'جرّب', 'استخدم', 'قارن', 'تأكد', 'حاول'],
    ),
    'one reader is addressed as «كم»': arabicWords(
      ...[
        'مشاركتك',
        'تسجيلك',
        'بريدك',
        'جهازك',
        'لديك',
        'يمكنك',
        'منك',
        'لك',
        'بك',
        'وحدك',
        'تقويمك',
        'لقائك',
        'طلبك',
      ],
    ),
    'one word for one thing: كلمة المرور': /كلمة السر/,
    'one word for one thing: البريد الإلكتروني': /[إا]يميل|الالكتروني/,
    'one word for one thing: الاستمارة': arabicWords('(?:ال)?نموذج', '(?:ال)?استبيان'),
    'one word for one thing: تأكيد المشاركة': /تأكيد الحضور|تأكيد حضور/,
    'one word for one thing: إلغاء المشاركة': /الاعتذار|إلغاء التسجيل|سحب المشاركة/,
    'one word for one thing: الرقم المرجعي': /رقم التسجيل|رقم المرجع(?!ي)|رقم الطلب/,
    'one word for one thing: الجهة المضيفة': /المستضيف|الجهة المنظمة/,
    'one word for one thing: أمانة الاجتماع': /السكرتارية|الأمانة العامة/,
    'one word for one thing: حذف البيانات': /تُمحى|محو|مسح البيانات/,
    'one word for one thing: إرسال': /تُبعث|بُعثت/,
    'one word for one thing: الإنكليزية': /الإنجليزية|الانجليزية|الانكليزية/,
    'a session is one of the agenda': /انتهت الجلسة|جلسة الدخول|الجلسات/,
    'words of programs, not of people': arabicWords(
      '(?:ال)?كود',
      '(?:ال)?لينك',
      '(?:ال)?مستخدم',
      '(?:ال)?توكن',
      '(?:ال)?سيرفر',
    ),
    'the reader is addressed as «كم» and speaks as nobody else': arabicWords(
      'تسجيلي',
      'رابطي',
      'بريدي',
      'مشاركتي',
    ),
    'what a reader wrote or sent, that reader did': /(?<!\p{L})(?:ب|ل|م|و)?ما (?:كُتب|أُرسل)(?!\p{L})|المكتوب/u,
    'what is recorded is named: «البيانات المسجَّلة»': /(?<!\p{L})(?:ب|ل|م|هذا )?ما سُجِّل(?!\p{L})|المسجَّل الآن/u,
    'a web address is «الرابط»; «العنوان» heads the titles of the agenda':
      /العنوان (?:الآتي|ناقص|قديم)|عنوان(?:ها|ه)? (?:في المتصفح|المذكرة|الصفحة)|في هذا العنوان$/,
    'the agenda’s own term: النفاذية الرقمية': /إمكانية الوصول/,
    'a heading names its subject and asks nothing':
      /^(?:لماذا|إلى متى|من يطّلع|من يحفظ|ما الذي يُحفظ|ما التالي)/,
    'a comma ends the clause before «يرجى»': /(?:^|[.:؛] )(?:لل?\p{L}+|إذا|إن) [^.،؛:]*(?<!\p{L})يرجى/u,
    'the meeting is closed at its end, and says so': /^انعقد الاجتماع$|انتهى الاجتماع/,
    'the sign of the time zone stands after a space and before its digit': /غرينتش(?!\u00a0\u200e\+)/,
    'tanwin stands on the alif': /\u064b\u0627/,
    'the shadda has its vowel where one of them is written': /سُجّل/,
  },
  en: {
    'words of programs, not of people': englishWords(
      'token',
      'invalid',
      'submit\\w*',
      'log ?in',
      'logged',
      'click',
      'user',
      'username',
    ),
    'a session is one of the agenda': /\bsessions?\b(?! 3)/i,
    'what the site sends is an email; a letter is on paper':
      /(?<!Latin |in |has no |has )\bletters?\b(?! or telephone)/i,
    'one spelling: email': /e-mail/i,
    'its people do not fare and its texts do not stand': /\bfared?\b|\bstands?\b|how far it is|\bopens no\b/i,
    'a range has one dash, without spaces': /\d – \d/,
    'no excuse, no drama': englishWords('oops', 'sorry', 'unfortunately', 'error occurred', 'failed to'),
    'the spelling of the United Nations': englishWords(
      ...[
        '\\w+is(?:e|ed|ing|ation|ations)(?<=(?:organ|author|recogn|final|real|util)\\w+)',
        'centers?',
        'programs? of work',
      ],
    ),
    'one word for one thing: confirmation of participation': englishWords(
      'rsvp',
      'attendee',
      'attending',
      'book(?:ed|ing)?',
    ),
    'one word for one thing: to withdraw': englishWords('cancel\\w*', 'unregister'),
    'one word for one thing: reference': englishWords(
      'reference (?:number|code)',
      'registration (?:number|code)',
    ),
    'one word for one thing: personal link': englishWords('magic link', 'private link', 'secret link'),
    'one word for one thing: acknowledgement': englishWords(
      'confirmation (?:letter|email|message)',
      'acknowledgment',
    ),
    'one word for one thing: secretariat': englishWords('secretary', 'administrators?', 'admin'),
    'one word for one thing: to erase': englishWords(
      'delete(?:d|s)? (?:the |my |your )?personal data',
      'wiped?',
    ),
  },
};

/** Names, formats and addresses that exist in one script only. */
const latin =
  /\b(?:name@example\.org|meeting\.ics|PDF|Word|PNG|CSV|XLSX|Excel|UTF-8|A4|X|SPF|DKIM|DMARC|MAIL_FROM|SMTP_URL|Google|Outlook|IP|WCAG 2\.2 AA|A|AA|axe)\b/g;

describe('the two languages', () => {
  it('have the same keys, and no empty text', () => {
    expect([...ar.keys()]).toEqual([...en.keys()]);
    for (const [key, text] of [...ar, ...en]) expect(text.trim(), key).not.toBe('');
  });

  it('have no unused text', () => {
    const code = sources.map((path) => readFileSync(path, 'utf8')).join('\n');
    const isSaid = (key: string) =>
      code.includes(`'${key}'`) ||
      code.includes(`\`${key.replace(/\.[^.]*$/, '')}.\${`) ||
      code.includes(`\`${key.replace(/[^.]*$/, '')}\${`) ||
      // A key with a computed part in the middle.
      new RegExp(`\`${key.replace(/[^.]+\.([^.]+)$/, '\\$\\{[^}]+\\}.$1')}\``).test(code);
    // Keys of states are built with "Heading" appended.
    const silent = [...en.keys()].filter(
      (key) => !isSaid(key) && !key.startsWith('invitation.') && !key.startsWith('privacy.'),
    );
    expect(silent).toEqual([]);
  });

  it('say the same on the browser’s error page as on the server’s', () => {
    const page = readFileSync('app/[locale]/error.tsx', 'utf8');
    for (const texts of [ar, en]) {
      for (const key of ['heading', 'text', 'contact']) expect(page).toContain(texts.get(`errorPage.${key}`));
      for (const [key, text] of texts) if (key.startsWith('display.')) expect(page).toContain(`'${text}'`);
    }
  });

  it('name the pages of the secretariat so that none is taken for another', () => {
    for (const texts of [ar, en]) {
      const names = [...texts].flatMap(([key, text]) => (key.startsWith('admin.rooms.') ? [text] : []));
      for (const name of names)
        expect(names.filter((other) => other === name || other.endsWith(` ${name}`))).toEqual([name]);
    }
    expect([ar.get('admin.rooms.letters'), ar.get('admin.rooms.mail')]).toEqual([
      'المراسلات',
      'إعدادات البريد',
    ]);
    // Beside each other in the log: by whom, and from which day.
    expect([ar.get('admin.detail.who'), ar.get('admin.filter.from')]).toEqual(['المنفِّذ', 'من تاريخ']);
  });

  it('call a size of the text by its percentage', () => {
    for (const texts of [ar, en])
      for (const [size, name] of [
        ['Normal', '100%'],
        ['Large', '125%'],
        ['Larger', '150%'],
        ['Largest', '200%'],
      ])
        expect(texts.get(`display.text${size}`)).toBe(name);
  });

  it('are not joined by the browser’s own language', () => {
    // Browsers label these controls themselves; one component each speaks the language of the page instead.
    const own = { 'components/ui/file-input.tsx': 'type="file"', 'components/ui/progress.tsx': '<progress' };
    for (const path of sources) {
      const controls = /type="(?:date|time|datetime-local|month|week|file)"|<(?:progress|meter)\b/g;
      const found = readFileSync(path, 'utf8').match(controls) ?? [];
      expect(found, path).toEqual(path in own ? [own[path as keyof typeof own]] : []);
    }
  });

  it('have the same placeholders and tags', () => {
    const names = (text: string) =>
      [
        ...new Set(
          [...text.matchAll(/\{(\w+)[,}]|<(\w+)>|⟨(\w+)⟩/g)].map(
            ([, value, tag, own]) => value ?? tag ?? own,
          ),
        ),
      ].sort();
    for (const [key, text] of en) expect(names(ar.get(key) ?? ''), key).toEqual(names(text));
  });

  it('have every plural form that a number needs', () => {
    const plurals = [...en].filter(([, text]) => text.includes(', plural,')).map(([key]) => key);
    expect([...ar].filter(([, text]) => text.includes(', plural,')).map(([key]) => key)).toEqual(plurals);
    expect(plurals.length).toBeGreaterThan(10);
    const count = (text: string | undefined, pattern: RegExp) => text?.match(pattern)?.length ?? 0;
    for (const key of plurals) {
      const [arabic, english] = [ar.get(key), en.get(key)];
      for (const form of ['zero', 'one', 'two', 'few', 'many', 'other'])
        expect(count(arabic, new RegExp(`[ ,]${form} \\{`, 'g')), `${key} in Arabic: ${form}`).toBe(
          count(arabic, /, plural,/g),
        );
      for (const form of ['one', 'other'])
        expect(count(english, new RegExp(`[ ,]${form} \\{`, 'g')), `${key} in English: ${form}`).toBe(
          count(english, /, plural,/g),
        );
    }
    // A bare number before a noun would give "1 registrations".
    for (const [key, text] of en)
      expect(text, key).not.toMatch(
        /\{\w+\} (?:\w+ )?(?:registrations|emails|rows|characters|recipients|events|people|presentations)\b/,
      );
  });

  it('count with digits that both languages read', () => {
    const t = translator('ar');
    for (const total of [0, 1, 2, 3, 11, 100, 2000])
      expect(t('admin.list.found', { total })).not.toMatch(/[\u0660-\u0669\u06f0-\u06f9]/);
  });

  for (const locale of locales) {
    for (const [reason, pattern] of Object.entries(avoided[locale])) {
      it(`${locale}: ${reason}`, () => {
        expect(texts[locale].filter(([, text]) => pattern.test(text))).toEqual([]);
      });
    }

    it(`${locale}: has no exclamation marks, double spaces or other slips`, () => {
      for (const [key, text] of texts[locale]) {
        expect(text, `${key} exclaims`).not.toMatch(/[!！]/);
        expect(text, `${key} has a straight quote`).not.toMatch(/["'`]/);
        expect(text, `${key} has two spaces, or one at its end`).not.toMatch(/ {2}|^ | $/);
        expect(text, `${key} has a space before punctuation`).not.toMatch(/ [،؛؟:.,;?)»”](?!\p{L})/u);
        expect(text, `${key} has three dots`).not.toMatch(/\.\.\./);
        expect(text, `${key} has other digits than 0-9`).not.toMatch(/[\u0660-\u0669\u06f0-\u06f9]/);
        for (const [opening, closing] of ['«»', '“”', '()', '[]'])
          expect(text.split(opening ?? '').length, `${key} leaves ${opening} open`).toBe(
            text.split(closing ?? '').length,
          );
      }
    });
  }

  it('use their own script and its punctuation', () => {
    for (const [key, text] of texts.ar) {
      const ownScript = text.replace(latin, '');
      expect(ownScript, `${key} has Latin letters`).not.toMatch(/\p{Script=Latin}/u);
      expect(ownScript, `${key} has a Latin comma, semicolon, question mark or quote`).not.toMatch(
        /[,;?“”‘’]/,
      );
    }
    for (const [key, text] of texts.en) {
      const ownScript = text.replace('(،)', '');
      expect(ownScript, `${key} has Arabic letters or punctuation`).not.toMatch(/[\p{Script=Arabic}،؛؟«»]/u);
    }
  });

  it('name in every error what to do', () => {
    for (const [key, text] of texts.ar)
      if (/^problems\.|\.problem\.|\.missing\./.test(key)) expect(text, key).toMatch(/يرجى/);
  });

  it('use the terms of the glossary', () => {
    const rows = [
      ...(readFileSync('docs/glossary.md', 'utf8').split('## The code')[0] ?? '').matchAll(/^\| [a-z].*$/gm),
    ];
    expect(rows.length).toBeGreaterThan(15);
    const arabic = [...ar.values()].join('\n');
    for (const [row] of rows)
      for (const term of row.split('|')[2]?.split('،') ?? []) expect(arabic, row).toContain(term.trim());
  });
});
