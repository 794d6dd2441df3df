import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { locales } from '@/lib/i18n/locale';
import { countryCodes, countryName } from '@/lib/meeting/content/countries';
import { allCountryNames, countryNamed } from '@/lib/meeting/content/country-names';
import { termKey } from '@/lib/text/term-key';

const rowsOf = (file: string): [name: string, code: string][] =>
  readFileSync(`tests/unit/meeting/content/${file}`, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t') as [string, string]);

describe('the name of a country', () => {
  it.each([...rowsOf('countries.tsv'), ...rowsOf('more-countries.tsv')])('%j means %s', (name, code) => {
    expect(countryNamed(name)).toBe(code.startsWith('unknown') ? undefined : code);
  });

  it('that the site writes into its own files is understood, in both languages', () => {
    for (const code of countryCodes)
      for (const locale of locales)
        expect(countryNamed(countryName(code, locale)), `${code} ${locale}`).toBe(code);
  });

  it('means one country only', () => {
    const codes = new Map<string, Set<string>>();
    for (const [name, code] of allCountryNames()) {
      const key = termKey(name);
      codes.set(key, (codes.get(key) ?? new Set()).add(code));
    }
    expect([...codes].filter(([, each]) => each.size > 1)).toEqual([]);
    expect(codes.has('')).toBe(false);
  });

  it('is a code only in capitals, and only where the code is no answer too', () => {
    expect(['JO', 'jo', 'N/A', 'NA', 'No', 'NO', '-', ''].map(countryNamed)).toEqual(['JO', ...Array(7)]);
  });
});
