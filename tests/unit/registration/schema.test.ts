import { describe, expect, it } from 'vitest';
import { blank, type Field, readAddress, readParticipant } from '@/lib/registration/schema';

const typed = { fullName: 'سلمى المثال', jobTitle: 'مديرة', email: 'salma@example.org' };

const problemOf = (field: Field, value: string) => {
  const read = readParticipant({ ...typed, [field]: value });
  return read.ok ? null : read.complaints[field];
};
const readAs = (field: Field, value: string) => {
  const read = readParticipant({ ...typed, [field]: value });
  return read.ok ? read.participant[field] : undefined;
};

describe('a participant as typed', () => {
  it('needs a name, a job title and an address, and nothing else', () => {
    expect(readParticipant(typed)).toEqual({
      ok: true,
      participant: { ...blank, ...typed },
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
  ])('has %j tidied to %j', (raw, tidy) => {
    expect(readAs('fullName', raw)).toBe(tidy);
  });

  it.each(['عبد الرحمن بن المثال', "Dana O'Sample-Haddad", 'د. نور الافتراضية', 'Şermîn Ñandú', 'م.ك.'])(
    'may be called %s',
    (name) => {
      expect(readAs('fullName', name)).toBe(name.normalize('NFC'));
    },
  );

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
    ['س'.repeat(121), 'tooLong'],
    [`س${'\u064B'.repeat(900)}`, 'tooShort'],
    [`سس${'\u064B'.repeat(2_000)}`, 'tooLong'],
  ])('cannot be called %j: %s', (name, problem) => {
    expect(problemOf('fullName', name)).toBe(problem);
  });

  it('has lengths counted as a reader counts: a letter with its marks is one', () => {
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
    ['salma.example.org', 'noAt'],
    ['salma@', 'noDomain'],
    ['salma@example', 'noDomain'],
    ['salma@example.', 'noDomain'],
    ['a@example.org,b@example.org', 'severalAddresses'],
    ['<salma@example.org>', 'address'],
    ['sal..ma@example.org', 'address'],
    [`${'a'.repeat(250)}@example.org`, 'tooLong'],
    ['salma@example.org\r\nBcc: other@example.org', 'lineBreaks'],
  ])('gets a helpful word about the address %j: %s', (address, problem) => {
    expect(problemOf('email', address)).toBe(problem);
  });

  it('keeps an address as it was written, without what came along when it was copied', () => {
    expect(readAs('email', ' \u200ESalma.M+test@Example.org\u200B ')).toBe('Salma.M+test@Example.org');
    expect(readAddress('nobody')).toBeNull();
    expect(readAddress(' salma@example.org ')).toBe('salma@example.org');
  });

  it('comes from a country of ISO 3166, or from none', () => {
    expect(readAs('country', 'lb')).toBe('LB');
    expect(readAs('country', 'FR')).toBe('FR');
    expect(problemOf('country', 'XX')).toBe('country');
    expect(problemOf('country', 'Lebanon')).toBe('country');
  });
});
