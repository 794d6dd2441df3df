import { describe, expect, it } from 'vitest';
import {
  addressProblem,
  emptyParticipant,
  type Field,
  readAddress,
  readParticipant,
  readRecorded,
} from '@/lib/registration/schema';

const validInput = { fullName: 'سلمى المثال', jobTitle: 'مديرة', email: 'salma@example.org' };

const problemOf = (field: Field, value: string) => {
  const read = readParticipant({ ...validInput, [field]: value });
  return read.ok ? null : read.complaints[field];
};
const readAs = (field: Field, value: string) => {
  const read = readParticipant({ ...validInput, [field]: value });
  return read.ok ? read.participant[field] : undefined;
};

describe('a participant as typed', () => {
  it('needs a name, a job title and an address, and nothing else', () => {
    expect(readParticipant(validInput)).toEqual({
      ok: true,
      participant: { ...emptyParticipant, ...validInput },
    });
    expect(readParticipant({})).toEqual({
      ok: false,
      complaints: { fullName: 'required', jobTitle: 'required', email: 'required' },
    });
    expect(problemOf('fullName', ' \u200B\u200F ')).toBe('required');
  });

  it.each([
    ['  سلمى   المثال  ', 'سلمى المثال'],
    ['سلمى\u00A0المثال', 'سلمى المثال'],
    ['\u200Fسلمى\u200E \u061Cالمثال\uFEFF', 'سلمى المثال'],
    ['سلمى المثال\n', 'سلمى المثال'],
    ['Jose\u0301 Sample', 'José Sample'],
    ['ﻋﻠﻲ ﺣﺴﻦ', 'علي حسن'],
    ['Ｓａｌｍａ Oﬃce', 'Salma Office'],
    ['معالي الدكتور خالد العيسى', 'معالي الدكتور خالد العيسى'],
  ])('has %j normalized to %j', (raw, tidy) => {
    expect(readAs('fullName', raw)).toBe(tidy);
  });

  it.each([
    'عبد الرحمن بن المثال',
    "Dana O'Sample-Haddad",
    'د. نور الافتراضية',
    'Şermîn Ñandú',
    'م.ك.',
    'Salma Sample 1234',
  ])('may be called %s', (name) => {
    expect(readAs('fullName', name)).toBe(name.normalize('NFC'));
  });

  it.each([
    ['سلمى\nالمثال', 'lineBreaks'],
    ['سلمى\r\nBcc: x@example.org', 'lineBreaks'],
    ['سلمى\u2028المثال', 'lineBreaks'],
    ['سلمى\u0000المثال', 'controlCharacters'],
    ['سلمى\tالمثال', 'controlCharacters'],
    ['سلمى\u202Eالمثال', 'directionMarks'],
    ['سلمى\u2066المثال\u2069', 'directionMarks'],
    ['س', 'tooShort'],
    ['12345', 'noLetters'],
    ['\u0640\u0640\u0640', 'noLetters'],
    ['\u064B\u064B \u064B\u064B', 'noLetters'],
    ['\u200D \u200C \u200D', 'noLetters'],
    ['\u02C8\u02C8', 'noLetters'],
    ['\u3164\u3164', 'required'],
    ['\u115F\u1160\uFFA0', 'required'],
    ['\u2800\u2800', 'required'],
    ['\u{13441}\u{13442}', 'required'],
    ['\u00AD\u034F\u2060\u180E', 'required'],
    ['\u{E0053}\u{E0061}', 'required'],
    ['Call 50123 Sample', 'telephone'],
    ['سلمى ٠٥٠ ١٢٣ ٤٥٦٧', 'telephone'],
    ['Salma (050) 12-34', 'telephone'],
    ['س'.repeat(121), 'tooLong'],
    [`س${'\u064B'.repeat(900)}`, 'tooShort'],
    [`سس${'\u064B'.repeat(2_000)}`, 'tooLong'],
  ])('cannot be called %j: %s', (name, problem) => {
    expect(problemOf('fullName', name)).toBe(problem);
  });

  it.each([
    ['fullName', 'سلمى \u2060المثال\u3164', 'سلمى المثال'],
    ['fullName', 'Salma\u2800Sam\u00ADple', 'Salma Sample'],
    ['fullName', 'نیک\u200Cنام', 'نیک\u200Cنام'],
    ['organization', '\u3164\u2800', null],
  ] as const)('has in %s no sign that nobody sees: %j is %j', (field, input, read) => {
    expect(readAs(field, input)).toBe(read);
  });

  const withText = ['fullName', 'jobTitle', 'organization', 'presentationTitle'] as const;

  it.each([
    'see https://example.org/x',
    'HTTP:example',
    'mailto:someone',
    'www.example',
    'مدير (www.example.org)',
    'Win at example.com',
    'مدير example.com',
    'زوروا example.comاليوم',
    'my-shop.co.ae',
    'خدمة.com',
    'one two.three.info four',
    'short link t.me/x1',
    'bit.ly/abc',
    'salma@example.org',
    'مدير@example.org',
    '192.0.2.7',
    'xn--4gbrim.xn--mgbh0fb',
    'example。com',
    'example．com',
    'example\u2024com',
    'ｅｘａｍｐｌｅ．ｃｏｍ',
    'exam\u200Cple.\u2060com',
    'exam\u00ADple.co\u3164m',
    'ехамрlе.соm',
    'example.c\u0301om',
    'https\uFF1A\u2215\u2215example',
    'x.com/abc',
    'x.com?a',
    'z.com:80',
    'z.com',
    'forms.gle/abc',
    'lnkd.in/abc',
    'linktr.ee/x',
    'goo.gl/x',
    'amzn.to/x',
    'youtu.be/x',
    'rb.gy/ab',
    't.co/x',
    'example.pro',
    'example.win',
    'example.today/login',
    'example.digital',
    'example.services',
    'example.in',
    'example.ml',
    'example.int/a',
    'gov.tech/abc',
    'example.com./a',
    'gov.digital',
    'jean.com',
    'مثال.شبكة',
    'مثال.السعودية',
    'example.comа',
    'example.com٣',
    'example.com３',
    'ｅｘａｍｐｌｅ.ｃｏｍа',
    '(192.0.2.255)',
  ])('has %j refused in every text as a web or email address', (value) => {
    for (const field of withText) expect(problemOf(field, value), field).toBe('webAddress');
  });

  it.each([
    'Dr.Ahmed Sample',
    'Dr.Ma Li',
    'Dr.Om Kalthoum',
    'A.B. Smith',
    'د.نور الافتراضية',
    'م.ك. المثال',
    'e-Gov 2.0',
    'Smart.Gov programme',
    'IT/OT',
    'المدير العام/بالإنابة',
    'Director @ Ministry',
    'B.Com, MBA',
    'B.Com/MBA',
    'Ph.D., M.Sc.',
    'H.E. the Minister',
    'Node.js and ASP.NET developer',
    'Section 3.1.2',
    'C++/C#',
    'Data: the way',
    'Hotel:Dubai',
    'Sample Trading Co.',
    'Ltd.Co',
    'وزارة الاتصالات. قطر',
    'U.A.E.',
    'المرحلة الأولى...والثانية',
    'R&D, 24/7',
    'Info.Tech',
    'Head of Bus.Dev',
    'Sec.Gen.Tech',
    'Min.Info.Tech',
    'Comp.Sci.Tech',
    'Govt.Tech',
    'Gov.Tech',
    'Gov.Cloud',
    'Net.Dev',
    'Admin.Dev',
    'Mgr.Dev',
    'Dept.of.Info',
    'Post.Doc.Me',
    'Mohd.Sy',
    'Abd.Ma',
    'Moh.So',
    'Yahya.Om',
    'Jean.De la Sample',
    'GmbH.Co',
    'Microsoft.NET',
    'ASP.NET/C# and Node.js/React',
    'B.Tech/M.Tech',
    'M.Sc/Ph.D',
    'Dr.Ahmed/Minister',
    'المدير.العام/بالإنابة',
    'د.عمان',
    'H.E.Com Sample',
  ])('may have %j in every text', (value) => {
    for (const field of withText) expect(problemOf(field, value), field).toBeNull();
  });

  it.each(['Goal 16.6.1.2', 'الهدف 16.6.1.2', 'Version 300.1.2.3'])(
    'may contain the number of a goal or a section in a text about work: %s',
    (value) => {
      for (const field of withText.slice(1)) expect(problemOf(field, value), field).toBeNull();
    },
  );

  it('has lengths counted as readers count: a letter with its marks is one', () => {
    expect(problemOf('fullName', 'سَّ'.repeat(120))).toBeNull();
    expect(problemOf('jobTitle', 'م'.repeat(160))).toBeNull();
    expect(problemOf('jobTitle', 'م'.repeat(161))).toBe('tooLong');
    expect(problemOf('presentationTitle', 'عن')).toBe('tooShort');
    expect(problemOf('presentationTitle', 'ع'.repeat(301))).toBe('tooLong');
    expect(problemOf('organization', 'و'.repeat(200))).toBeNull();
    expect(problemOf('organization', 'و'.repeat(201))).toBe('tooLong');
  });

  it.each([
    ['salma،example.org', 'arabicComma'],
    ['salma@example،org', 'arabicComma'],
    ['ｓａｌｍａ@example.org', 'fullWidth'],
    ['salma＠example.org', 'fullWidth'],
    ['salma @example.org', 'innerSpaces'],
    ['سلمى@example.org', 'otherScript'],
    ['salma@@example.org', 'twoAts'],
    ['salma@exаmple.org', 'mixedScripts'],
    ['salma.example.org', 'noAt'],
    ['salma@', 'noDomain'],
    ['salma@example', 'noDomain'],
    ['salma@example.', 'noDomain'],
    ['a@example.org,b@example.org', 'severalAddresses'],
    ['<salma@example.org>', 'address'],
    ['sal..ma@example.org', 'address'],
    [`${'a'.repeat(250)}@example.org`, 'tooLong'],
    ['salma@example.org\r\nBcc: other@example.org', 'lineBreaks'],
    ['salma+www.example@example.org', 'address'],
    ['salma+example.com@example.org', 'address'],
    ['salma+a+b.c@example.org', 'address'],
  ])('gets a specific error for the address %j: %s', (address, problem) => {
    expect(problemOf('email', address)).toBe(problem);
  });

  it('keeps an address as it was written, without characters that were copied along', () => {
    expect(readAs('email', ' \u200ESalma.M+test@Example.org\u200B ')).toBe('Salma.M+test@Example.org');
    expect(readAddress('nobody')).toBeNull();
    expect(readAddress(' salma@example.org ')).toBe('salma@example.org');
    expect(addressProblem(' salma@example.org ')).toBeNull();
    expect(addressProblem('salma@example')).toBe('noDomain');
    expect(addressProblem(' ')).toBe('required');
  });

  it('has an address with an Arabic domain stored in ASCII, wherever it was typed', () => {
    const stored = 'info@xn--mgbh0fb.xn--mgbaam7a8h';
    expect(readAs('email', '\u2068info@مثال.امارات\u2069')).toBe(stored);
    expect(readAddress('info@مثال.امارات')).toBe(stored);
    const read = readRecorded({ ...validInput, email: 'info@مثال.امارات' });
    expect(read.ok && read.participant.email).toBe(stored);
  });

  it.each([
    ['fullName', '\u2068سلمى المثال\u2069'],
    ['jobTitle', '\u202Bمديرة\u202C'],
    ['organization', '\u202Aوزارة المثال'],
    ['presentationTitle', '\u2068الهوية\u2069 \u2068الرقمية\u2069'],
  ] as const)('has no wrapper around a pasted %s', (field, pasted) => {
    expect(readAs(field, pasted)).toBe(pasted.replace(/[\u202A-\u202E\u2066-\u2069]/g, ''));
  });

  it('is not validated again in fields that stay as recorded', () => {
    const recorded = {
      ...emptyParticipant,
      ...validInput,
      fullName: 'Salma 12345',
      jobTitle: 'example.com',
      email: null,
    };
    const form = {
      ...validInput,
      fullName: 'Salma 12345',
      jobTitle: 'example.com',
      email: '',
      organization: 'وزارة',
    };
    expect(readRecorded(form, recorded)).toEqual({
      ok: true,
      participant: { ...recorded, organization: 'وزارة' },
    });
    const changed = { ...form, jobTitle: 'example.org', fullName: '' };
    expect(readRecorded(changed, recorded)).toEqual({
      ok: false,
      complaints: { jobTitle: 'webAddress', fullName: 'required' },
    });
  });

  it('has a country of ISO 3166, or none', () => {
    expect(readAs('country', 'lb')).toBe('LB');
    expect(readAs('country', 'FR')).toBe('FR');
    expect(problemOf('country', 'XX')).toBe('country');
    expect(problemOf('country', 'Lebanon')).toBe('country');
  });
});

it('letters in presentation forms are recorded as plain letters at every way in', () => {
  const typed = { fullName: 'ﻋﻠﻲ ﺣﺴﻦ', jobTitle: 'ﻣﺪﻳﺮ', organization: 'ﻭﺯﺍﺭﺓ', presentationTitle: 'ﻋﺮﺽ' };
  const plain = { fullName: 'علي حسن', jobTitle: 'مدير', organization: 'وزارة', presentationTitle: 'عرض' };
  expect(readParticipant({ ...validInput, ...typed })).toMatchObject({ ok: true, participant: plain });
  // Entries by staff, imports and corrections.
  expect(readRecorded(typed)).toMatchObject({ ok: true, participant: plain });
  const existing = { ...emptyParticipant, ...validInput };
  expect(readRecorded({ ...validInput, ...typed }, existing)).toMatchObject({ ok: true, participant: plain });
});
