import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { displayLabelsFrom } from '@/lib/server/display-script.mjs';
import type { DisplayLabels } from './display-controls';

/** The labels of the display controls. Given several languages, each label is in all of them, as the "not found" page needs it. */
export const displayLabels = (...locales: Locale[]): DisplayLabels =>
  displayLabelsFrom((key) =>
    locales.map((locale) => translator(locale)(`display.${key}` as 'display.summary')).join(' / '),
  );
