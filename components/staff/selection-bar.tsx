import { RedirectForm } from '@/components/form/action-form';
import { failureLabels } from '@/components/form/failure-labels';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { ReviewState } from '@/prisma/client/enums';

type Props = {
  /** The id of this form. The checkboxes of the list belong to it by their `form` attribute. */
  id: string;
  /** Number of registrations in the view that can be selected, on all its pages. */
  total: number;
  /** The view as a query string, from `viewAsQuery`. */
  view: string;
  locale: Locale;
  action: (form: FormData) => Promise<void>;
};

/** Buttons for what can be done with several registrations at once: with the ticked ones, or with all of the view. */
export function SelectionBar({ id, total, view, locale, action }: Props) {
  const t = translator(locale);
  return (
    <RedirectForm
      id={id}
      action={action}
      locale={locale}
      failureLabels={failureLabels[locale]}
      hidden={{ view }}
      className="no-print mb-4 flex flex-wrap items-center gap-x-5 gap-y-2 border-y border-line py-2"
    >
      <fieldset className="flex flex-wrap gap-x-5">
        <legend className="sr-only">{t('admin.bulk.which')}</legend>
        {(['ticked', 'all'] as const).map((which) => (
          <label key={which} className="flex items-center gap-2 py-1">
            <input
              type="radio"
              name="which"
              value={which}
              className="size-5 accent-accent"
              defaultChecked={which === 'ticked'}
            />
            {t(`admin.bulk.${which}`, { total })}
          </label>
        ))}
      </fieldset>
      {Object.values(ReviewState).map((review) => (
        <button
          key={review}
          type="submit"
          name="what"
          value={review}
          className="quiet-link cursor-pointer py-2"
        >
          {t(`admin.bulk.mark.${review}`)}
        </button>
      ))}
      <button type="submit" name="what" value="letter" className="quiet-link cursor-pointer py-2">
        {t('admin.bulk.write')}
      </button>
    </RedirectForm>
  );
}
