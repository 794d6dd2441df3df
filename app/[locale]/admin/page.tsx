import { connection } from 'next/server';
import { z } from 'zod';
import { AdminBar } from '@/components/admin-bar';
import { CountRow, Pages, RegistrationTable } from '@/components/registration-list';
import { translator } from '@/lib/i18n/translator';
import { currentMeeting } from '@/lib/meeting';
import { counts, listRegistrations } from '@/lib/registration/queries';
import { calmMetadata, calmPage, type PageProps } from '../../calm';
import { Frame } from '../../frame';
import { pageMetadata } from '../../page-metadata';
import { leave } from './actions';
import { requireSecretary } from './guard';

/** What the address of the list may say; anything else counts as not said. */
const view = z.object({
  q: z.string().trim().max(200).catch(''),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});

export const generateMetadata = calmMetadata(async ({ params }: PageProps) => {
  const { locale } = await params;
  const title = translator(locale)('admin.title');
  return pageMetadata({ locale, path: '/admin', title, isPublic: false });
});

export default calmPage(async ({ params, searchParams }: PageProps) => {
  await connection();
  const { locale } = await params;
  const { email } = await requireSecretary(locale);
  const t = translator(locale);
  const { q: query, page: asked } = view.parse(await searchParams);
  const meeting = await currentMeeting();
  const [figures, { rows, total, page, pages }] = await Promise.all([
    counts(meeting),
    listRegistrations(meeting, { query, page: asked }),
  ]);
  const exportAddress = `/${locale}/admin/export.csv${query ? `?${new URLSearchParams({ q: query })}` : ''}`;
  return (
    <Frame locale={locale} path="/admin" isWide>
      <AdminBar locale={locale} email={email} signOut={leave} />
      <h1 className="mb-6 text-3xl">{t('admin.list.heading')}</h1>
      <CountRow counts={figures} locale={locale} />
      <form action={`/${locale}/admin`} className="mb-4 flex flex-wrap items-end gap-3">
        <div className="form-field mb-0! grow">
          <label htmlFor="q">{t('admin.list.search')}</label>
          <div id="q-hint" className="hint">
            {t('admin.list.searchHint')}
          </div>
          <input id="q" name="q" type="search" dir="auto" defaultValue={query} aria-describedby="q-hint" />
        </div>
        <button type="submit" className="action">
          {t('admin.list.searchButton')}
        </button>
        {query && (
          <a className="quiet-link py-3" href={`/${locale}/admin`}>
            {t('admin.list.clear')}
          </a>
        )}
      </form>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-4">
        <div role="status">{t('admin.list.found', { total })}</div>
        <a className="quiet-link py-2" href={exportAddress} download>
          {t('admin.list.export')}
        </a>
      </div>
      {rows.length > 0 ? (
        <RegistrationTable rows={rows} locale={locale} />
      ) : (
        <p className="notice">{t(query ? 'admin.list.noResult' : 'admin.list.empty')}</p>
      )}
      <Pages page={page} pages={pages} query={query} locale={locale} />
    </Frame>
  );
});
