import { BackToList } from '@/components/staff/back-to-list';
import {
  AttendanceSheet,
  ParticipantsByCountry,
  PresentationList,
  presenters,
} from '@/components/staff/print-lists';
import { Badges, Plates } from '@/components/staff/print-names';
import { PrintButton } from '@/components/ui/print-button';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { addressWithList } from '@/lib/registration/list-view';
import { confirmedByCountry } from '@/lib/registration/queries';
import { startOfDay } from '@/lib/time/dates';
import { readDay } from '@/lib/time/read-day';
import { adminMetadata, adminPage } from '../../admin';
import { sheets } from '../sheets';

export const generateMetadata = adminMetadata('admin.print.heading');

const views = {
  attendance: AttendanceSheet,
  participants: ParticipantsByCountry,
  plates: Plates,
  badges: Badges,
  presentations: PresentationList,
} as const;

export default adminPage<{ what: string }>(
  { path: ({ what }) => `/admin/print/${what}` },
  async ({ locale, t, params, searchParams }) => {
    const sheet = sheets.find((name) => name === params.what);
    if (!sheet) return null;
    const { list } = searchParams;
    const meeting = await currentMeeting();
    const since = readDay(searchParams.since ?? '');
    const people = await confirmedByCountry(meeting, {
      locale,
      country: searchParams.country,
      since: since === null ? undefined : startOfDay(since),
    });
    const View = views[sheet];
    const isOfPresentations = sheet === 'presentations';
    const total = isOfPresentations ? presenters(people).length : people.length;
    return (
      <>
        <div className="no-print mb-6">
          <p className="mb-3 flex flex-wrap gap-x-6">
            {list !== undefined && <BackToList list={list} locale={locale} />}
            <a className="quiet-link" href={addressWithList(`/${locale}/admin/print`, list)}>
              {t('admin.print.heading')}
            </a>
          </p>
          {/* Plates and badges have no printed title. The lists have one, so they need none here. */}
          {(sheet === 'plates' || sheet === 'badges') && (
            <h1 className="mb-3 text-3xl">{t(`admin.print.sheets.${sheet}.title`)}</h1>
          )}
          {searchParams.since && since === null && (
            <p role="alert" className="notice notice-error mb-3">
              {t('admin.form.dayWrong')}
            </p>
          )}
          <p className="mb-3">
            {t(isOfPresentations ? 'admin.print.howPresentations' : 'admin.print.how', { total })}
          </p>
          <PrintButton label={t('admin.print.button')} />
        </div>
        <View people={people} meeting={meeting} locale={locale} />
      </>
    );
  },
);
