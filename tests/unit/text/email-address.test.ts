import { describe, expect, it } from 'vitest';
import { displayAddress, readEmailAddress } from '@/lib/text/email-address';

describe('an email address as typed or pasted', () => {
  it.each([
    ['info@مثال.امارات', 'info@xn--mgbh0fb.xn--mgbaam7a8h'],
    ['info@xn--mgbh0fb.xn--mgbaam7a8h', 'info@xn--mgbh0fb.xn--mgbaam7a8h'],
    ['info@mail.مثال.امارات', 'info@mail.xn--mgbh0fb.xn--mgbaam7a8h'],
    ['info@مثال。امارات', 'info@xn--mgbh0fb.xn--mgbaam7a8h'],
    ['info@münchen-example.de', 'info@xn--mnchen-example-gsb.de'],
    ['r&d@example.org', 'r&d@example.org'],
    ['x=y@example.org', 'x=y@example.org'],
    ['a/b@example.org', 'a/b@example.org'],
    ["o'sample@example.org", "o'sample@example.org"],
    ['under_score+tag.x@example.org', 'under_score+tag.x@example.org'],
    ['Salma.M@Example.org', 'Salma.M@Example.org'],
    ['\u202Aname@example.org\u202C', 'name@example.org'],
    ['\u2068name@example.org\u2069', 'name@example.org'],
    ['na\u00ADme@example.org', 'name@example.org'],
    ['name@exam\u200Bple.org', 'name@example.org'],
    ['\uFEFF name@example.org\u200F ', 'name@example.org'],
    ['na\u200Cme@example.org', 'name@example.org'],
    ['\u2067info@مثال.امارات\u2069', 'info@xn--mgbh0fb.xn--mgbaam7a8h'],
  ])('%j is sent to %j', (typed, address) => {
    expect(readEmailAddress(typed)).toEqual({ ok: true, address });
    expect(readEmailAddress(address)).toEqual({ ok: true, address });
  });

  it.each([
    ['محمد@example.org', 'otherScript'],
    ['محمد@مثال.امارات', 'otherScript'],
    ['salma٢@example.org', 'otherScript'],
    ['محمد', 'otherScript'],
    ['name@example', 'noDomain'],
    ['info@مثال', 'noDomain'],
    ['name@', 'noDomain'],
    ['name@.org', 'noDomain'],
    ['name@@example.org', 'twoAts'],
    ['name@example@example.org', 'twoAts'],
    ['a@example.org;b@example.org', 'severalAddresses'],
    ['a@example.org؛b@example.org', 'severalAddresses'],
    ['name@exаmple.org', 'mixedScripts'],
    ['name@مثالx.امارات', 'mixedScripts'],
    ['name@xn--a.org', 'address'],
    ['name@example.1', 'address'],
    ['name@192.0.2.7', 'address'],
    ['.name@example.org', 'address'],
    ['na..me@example.org', 'address'],
    ['name.@example.org', 'address'],
    ['"na me"@example.org', 'innerSpaces'],
    ['name@-example.org', 'address'],
    [`${'a'.repeat(65)}@example.org`, 'address'],
    ['name،example.org', 'arabicComma'],
    ['name@example،org', 'arabicComma'],
    ['name@ｅｘａｍｐｌｅ.org', 'fullWidth'],
    ['name@exa/مثال.org', 'mixedScripts'],
    ['name@مثال/.امارات', 'address'],
    ['name@😀.org', 'address'],
    ['name example.org', 'innerSpaces'],
    ['nameexample.org', 'noAt'],
  ])('%j is refused, and the reason is %s', (typed, problem) => {
    expect(readEmailAddress(typed)).toEqual({ ok: false, problem });
  });

  it('is shown in the letters of its domain', () => {
    expect(displayAddress('info@xn--mgbh0fb.xn--mgbaam7a8h')).toBe('info@مثال.امارات');
    expect(displayAddress('Salma.M@Example.org')).toBe('Salma.M@Example.org');
    expect(displayAddress('')).toBe('');
  });
});
