import { expect, it } from 'vitest';
import { addressee } from '@/lib/email/addressee';
import { directionOf, type Locale } from '@/lib/i18n/locale';
import { plainText } from '@/lib/text/bidi';
import { readCases } from '../../support/cases';

it.each(readCases('tests/unit/email/greetings.tsv'))('%s is greeted in %s: %s', (name, locale, beginning) => {
  const language = locale as Locale;
  expect(plainText(addressee(name, language), directionOf(language))).toBe(beginning);
});
