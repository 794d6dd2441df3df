import { expect, it } from 'vitest';
import { addressee } from '@/lib/email/addressee';
import type { Locale } from '@/lib/i18n/locale';
import { readCases } from '../../support/cases';

it.each(readCases('tests/unit/email/greetings.tsv'))('%s is greeted in %s: %s', (name, locale, beginning) => {
  expect(addressee(name, locale as Locale)).toBe(beginning);
});
