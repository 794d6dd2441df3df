import { displayChoices } from '@/lib/display.mjs';
import { translator } from '@/lib/i18n/translator';
import type { Locale } from '@/lib/locale';
import type { DisplayWords } from './display-controls';

const capital = (word: string) => word.replace(/^./, (letter) => letter.toUpperCase());

/** The words of the controls; in both languages where a page does not know its reader's. */
export function displayWords(...locales: Locale[]): DisplayWords {
  const say = (key: string) =>
    locales.map((locale) => translator(locale)(`display.${key}` as 'display.summary')).join(' / ');
  return {
    summary: say('summary'),
    groups: Object.entries(displayChoices).map(([name, choices]) => ({
      name,
      legend: say(name),
      choices: choices.map((value) => ({ value, label: say(`${name}${capital(value)}`) })),
    })),
  };
}
