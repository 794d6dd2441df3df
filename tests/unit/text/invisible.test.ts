import { expect, it } from 'vitest';
import { withoutAnyInvisible, withoutInvisible } from '@/lib/text/invisible';

it.each([
  ['an isolate around the text', '\u2068سلمى المثال\u2069'],
  ['an embedding around the text', '\u202Bسلمى المثال\u202C'],
  ['an override around the text', '\u202Dسلمى المثال\u202C'],
  ['an isolate in an embedding', '\u202B\u2067سلمى المثال\u2069\u202C'],
  ['an isolate around each word', '\u2068سلمى\u2069 \u2068المثال\u2069'],
  ['a beginning whose end was not copied', '\u202Aسلمى المثال'],
  ['an end whose beginning was not copied', ' سلمى المثال \u2069'],
  ['marks of left and right', '\u200Eسلمى \u200Fالمثال\u061C'],
  ['the mark at the beginning of a file', '\uFEFFسلمى المثال'],
  ['a soft hyphen', 'سلمى الم\u00ADثال'],
  ['a non-joiner behind the last letter', 'سلمى المثال\u200C'],
])('%s is no part of a pasted name', (_, pasted) => {
  expect(withoutInvisible(pasted)).toBe('سلمى المثال');
});

it.each([
  'نیک\u200Cنام',
  'می\u200Cخواهم نیک\u200Cنام',
  'हिन्\u200Dदी',
  '١٤٤٥ هـ\u200D',
  'سلمى\u202Eالمثال',
  'سلمى\u2066المثال',
  'سلمى \u2066الم\u2069ثال',
])('%j keeps what may have a meaning, or must be looked at', (typed) => {
  expect(withoutInvisible(typed)).toBe(typed);
});

it.each([
  ['\u202Aname@example.org\u202C', 'name@example.org'],
  ['na\u202Eme@exa\u2069mple.org', 'name@example.org'],
  ['na\u200Cme@example\u200D.org', 'name@example.org'],
  ['\u200F\u2068AEG11-7K3B2D\u2069', 'AEG11-7K3B2D'],
])('%j has no invisible sign at all: %j', (pasted, visible) => {
  expect(withoutAnyInvisible(pasted)).toBe(visible);
});

it('the time for a text grows with its length alone, whatever is in it', () => {
  const since = performance.now();
  for (const sign of ['\u200C', '\u2068', '\u202E ', ' ', '\u2069\u2068 ']) {
    withoutAnyInvisible(`x${sign.repeat(100_000)}x`);
  }
  expect(performance.now() - since).toBeLessThan(2_000);
});
