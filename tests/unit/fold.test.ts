import { expect, it } from 'vitest';
import { fold } from '@/lib/fold';

it.each([
  ['أحمد', 'احمد'],
  ['إيمان', 'ايمان'],
  ['آمنة', 'امنة'],
  ['ٱلمثال', 'المثال'],
  ['مؤمن', 'مومن'],
  ['رئيس', 'رييس'],
  ['مُحَمَّد', 'محمد'],
  ['محـــمد', 'محمد'],
  ['  سلمى \u00A0  المثال ', 'سلمى المثال'],
  ['José ÉXAMPLE', 'jose example'],
  ['ﻻ', 'لا'],
])('%j and %j are one name', (one, other) => {
  expect(fold(one)).toBe(fold(other));
});

it('keeps apart what are different names', () => {
  expect(fold('علي')).not.toBe(fold('على'));
  expect(fold('سالم')).not.toBe(fold('سلم'));
});
