import { describe, expect, it } from 'vitest';
import { termKey } from '@/lib/text/term-key';

describe('the key of a term', () => {
  it.each([
    ['البريد الالكترونى', 'بريد إلكتروني'],
    ['الجهة', 'الجهه'],
    ['E-mail:', 'email'],
    ['The U.A.E.', 'UAE'],
    ['Bosnia & Herzegovina', 'Bosnia and Herzegovina'],
    ['Côte d’Ivoire', "Cote d'Ivoire"],
  ])('is the same for %j and %j', (one, another) => {
    expect(termKey(one)).toBe(termKey(another));
    expect(termKey(one)).not.toBe('');
  });

  it.each([
    ['عمان', 'عمرو'],
    ['Niger', 'Nigeria'],
    ['الهند', 'هند رستم'],
  ])('differs for %j and %j', (one, another) => {
    expect(termKey(one)).not.toBe(termKey(another));
  });

  it('of a text that is too long to be a term is empty', () => {
    expect(termKey('ن'.repeat(101))).toBe('');
  });
});
