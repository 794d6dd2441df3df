import type { Locale, Localized } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { FailureLabels } from './action-failure';

function labelsIn(locale: Locale): FailureLabels {
  const t = translator(locale);
  const message = (reason: Exclude<keyof FailureLabels, 'busyUntil' | 'reload'>) => ({
    heading: t(`formFailure.${reason}.heading`),
    text: t(`formFailure.${reason}.text`),
  });
  return {
    noConnection: message('noConnection'),
    busy: message('busy'),
    tooLarge: message('tooLarge'),
    unreadableFile: message('unreadableFile'),
    renewed: message('renewed'),
    unexpected: message('unexpected'),
    busyUntil: t('formFailure.busy.textWithTime', { time: '{time}' }),
    reload: t('formFailure.renewed.reload'),
  };
}

/**
 * What a form says when no answer of its action arrives. There is one object per language, so that a page with several forms sends
 * it to the browser once.
 */
export const failureLabels: Localized<FailureLabels> = { ar: labelsIn('ar'), en: labelsIn('en') };
