import { answerWithStatus } from '@/lib/edge';
import { translator } from '@/lib/i18n/translator';
import type { Locale } from '@/lib/locale';
import { Frame } from '../../../frame';

/** One answer, with status 404, for every link that opens nothing, whatever is wrong with it; and the way to a new one. */
export function deadLink(locale: Locale) {
  answerWithStatus(404);
  const t = translator(locale);
  return (
    <Frame locale={locale} path="/registration">
      <div className="prose-width pt-10">
        <h1 className="mb-4 text-3xl">{t('deadLink.heading')}</h1>
        <p className="mb-8">{t('deadLink.text')}</p>
        <a className="action" href={`/${locale}/registration`}>
          {t('deadLink.link')}
        </a>
      </div>
    </Frame>
  );
}
