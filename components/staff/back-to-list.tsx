import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { defaultView, readViewParameter, viewAsQuery } from '@/lib/registration/list-view';

type Props = {
  /** The parameter `list` of the page: the view from which it was opened. Without it the link leads to the whole list. */
  list: string | undefined;
  locale: Locale;
};

/** A link back to the list as it was left: the same filter, order and page. */
export function BackToList({ list, locale }: Props) {
  const view = list === undefined ? defaultView : readViewParameter(list);
  return (
    <a className="quiet-link" href={`/${locale}/admin${viewAsQuery(view)}`}>
      {translator(locale)('admin.detail.back')}
    </a>
  );
}
