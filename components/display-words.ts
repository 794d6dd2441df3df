import { displayWordsBy } from '@/lib/display.mjs';
import { translator } from '@/lib/i18n/translator';
import type { Locale } from '@/lib/locale';
import type { DisplayWords } from './display-controls';

/** The words of the controls; in both languages where a page does not know its reader's. */
export const displayWords = (...locales: Locale[]): DisplayWords =>
  displayWordsBy((key) =>
    locales.map((locale) => translator(locale)(`display.${key}` as 'display.summary')).join(' / '),
  );
