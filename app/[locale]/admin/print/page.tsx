import { dayLabels } from '@/app/_form/form-labels';
import { BackToList } from '@/components/staff/back-to-list';
import { DayInput } from '@/components/ui/day-input';
import { arabStatesInOrder } from '@/lib/meeting/content/countries';
import { addressWithList } from '@/lib/registration/list-view';
import { adminMetadata, adminPage } from '../admin';
import { sheets } from './sheets';

export const generateMetadata = adminMetadata('admin.print.heading');

export default adminPage({ path: () => '/admin/print' }, async ({ locale, t, searchParams: { list } }) => (
  <div className="prose-width">
    {list !== undefined && (
      <p className="mb-4">
        <BackToList list={list} locale={locale} />
      </p>
    )}
    <h1 className="mb-4 text-3xl">{t('admin.print.heading')}</h1>
    <p className="mb-6">{t('admin.print.text')}</p>
    <ul className="space-y-4">
      {sheets.map((sheet) => (
        <li key={sheet}>
          <a
            className="quiet-link font-semibold"
            href={addressWithList(`/${locale}/admin/print/${sheet}`, list)}
          >
            {t(`admin.print.sheets.${sheet}.title`)}
          </a>
          <p>{t(`admin.print.sheets.${sheet}.text`)}</p>
        </li>
      ))}
    </ul>
    <h2 className="mt-8 mb-3 text-xl">{t('admin.print.some')}</h2>
    <form action={`/${locale}/admin/print/badges`} className="flex flex-wrap items-end gap-3">
      {list !== undefined && <input type="hidden" name="list" value={list} />}
      <div className="form-field mb-0!">
        <label htmlFor="country">{t('fields.country')}</label>
        <select id="country" name="country">
          <option value="">{t('admin.filter.any')}</option>
          {arabStatesInOrder(locale).map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div className="form-field mb-0!">
        <label htmlFor="since">{t('admin.print.since')}</label>
        <DayInput
          controlProps={{ id: 'since', name: 'since' }}
          value=""
          labels={dayLabels(locale)}
          locale={locale}
        />
      </div>
      <button type="submit" className="action" formAction={`/${locale}/admin/print/plates`}>
        {t('admin.print.sheets.plates.title')}
      </button>
      <button type="submit" className="action">
        {t('admin.print.sheets.badges.title')}
      </button>
    </form>
  </div>
));
