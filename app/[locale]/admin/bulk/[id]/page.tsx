import { adminFormLabels } from '@/app/_form/form-labels';
import { AdminForm } from '@/components/staff/admin-form';
import { BackToList } from '@/components/staff/back-to-list';
import { ChangingText } from '@/components/ui/changing-text';
import { Progress } from '@/components/ui/progress';
import { countInAnotherState, findBatch, idsOf } from '@/lib/registration/bulk-review';
import { addressWithList, fieldsWithList } from '@/lib/registration/list-view';
import { adminMetadata, adminPage } from '../../admin';
import { AutoRefresh } from '../../auto-refresh';
import { submitBatch } from '../actions';

export const generateMetadata = adminMetadata('admin.bulk.heading');

export default adminPage<{ id: string }>(
  { path: ({ id }) => `/admin/bulk/${id}` },
  async ({ locale, t, params: { id }, searchParams: { list } }) => {
    const batch = await findBatch(id);
    if (!batch) return null;
    const { review, done, changed, startedAt, finishedAt } = batch;
    const total = idsOf(batch).length;
    const left = finishedAt ? await countInAnotherState(batch) : 0;
    const path = addressWithList(`/${locale}/admin/bulk/${id}`, list);
    const state = t(`admin.review.${review}`);
    const form = (submit: string, isQuiet: boolean) => (
      <AdminForm
        locale={locale}
        address={path}
        hidden={fieldsWithList({ id }, list)}
        fields={[]}
        labels={adminFormLabels(locale, submit)}
        isQuiet={isQuiet}
        action={submitBatch}
      />
    );
    return (
      <div className="prose-width">
        <h1 className="mb-4 text-3xl">{t('admin.bulk.heading')}</h1>
        {!startedAt && (
          <>
            <p className="mb-6">{t('admin.bulk.question', { total, state })}</p>
            {form(t('admin.bulk.confirm', { total }), false)}
          </>
        )}
        {startedAt && !finishedAt && (
          <>
            <AutoRefresh />
            <p role="status" className="mb-2">
              <ChangingText text={t('admin.bulk.running', { done, total })} />
            </p>
            <Progress
              done={done}
              total={total}
              label={t('admin.bulk.heading')}
              text={t('admin.bulk.running', { done, total })}
            />
            <p className="mb-6">
              <a className="quiet-link" href={path}>
                {t('admin.bulk.look')}
              </a>
            </p>
            <p className="mb-2">{t('admin.bulk.brokenOff')}</p>
            {form(t('admin.bulk.goOn'), true)}
          </>
        )}
        {finishedAt && (
          <p role="status" className="notice mb-6">
            {t('admin.bulk.done', { changed, already: Math.max(0, total - changed - left), state })}
            {left > 0 && ` ${t('admin.bulk.left', { left })}`}
          </p>
        )}
        <p className="mt-6">
          <BackToList list={list} locale={locale} />
        </p>
      </div>
    );
  },
);
