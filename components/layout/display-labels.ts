import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { displayWordsBy } from '@/lib/server/display-script.mjs';
import type { DisplayLabels } from './display-controls';

/** The words of the controls; in both languages where a page does not know its reader's. */
export const displayLabels = (...locales: Locale[]): DisplayLabels =>
  displayWordsBy((key) =>
    locales.map((locale) => translator(locale)(`display.${key}` as 'display.summary')).join(' / '),
  );
