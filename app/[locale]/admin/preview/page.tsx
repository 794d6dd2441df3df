import { dayLabels } from '@/app/_form/form-labels';
import { DayInput } from '@/components/ui/day-input';
import { currentMeeting, type Meeting } from '@/lib/meeting/current-meeting';
import { markToShow } from '@/lib/meeting/move-deadline';
import { phaseOf } from '@/lib/meeting/phase';
import { meetingClock } from '@/lib/time/clock';
import { formatMoment, instantInMeetingZone, isoInMeetingZone } from '@/lib/time/dates';
import { later } from '@/lib/time/instant';
import { readDay, readTime } from '@/lib/time/read-day';
import { NoteView } from '../../note-view';
import { RsvpView } from '../../rsvp/rsvp-view';
import { type AdminPageContext, adminMetadata, adminPage } from '../admin';

export const generateMetadata = adminMetadata('admin.preview.heading');

type ViewName = 'note' | 'form';

export default adminPage({ path: () => '/admin/preview' }, async (context) => {
  const { locale, t, searchParams } = context;
  const meeting = await currentMeeting();
  const now = meetingClock();
  const requestedTime = readInstant(searchParams.day, searchParams.time);
  const previewTime = requestedTime ?? now;
  const view: ViewName = searchParams.view === 'form' ? 'form' : 'note';
  return (
    <>
      <h1 className="mb-4 text-3xl">{t('admin.preview.heading')}</h1>
      <TimeForm context={context} meeting={meeting} previewTime={previewTime} view={view} />
      {searchParams.day && !requestedTime && (
        <p className="notice notice-error mb-6">{t('admin.preview.noInstant')}</p>
      )}
      <p role="status" className="notice mb-8">
        {t('admin.preview.shows', {
          at: formatMoment(previewTime, locale),
          phase: t(`admin.preview.phase.${phaseOf(meeting, previewTime)}`),
        })}
      </p>
      {/* `inert`: the preview only shows what a visitor sees. Its forms and links do not work. */}
      <div inert className="border-2 border-dashed border-line p-4">
        {view === 'form' ? (
          <RsvpView meeting={meeting} locale={locale} now={previewTime} />
        ) : (
          <NoteView meeting={meeting} mark={await markToShow(meeting)} locale={locale} now={previewTime} />
        )}
      </div>
    </>
  );
});

type TimeFormProps = { context: AdminPageContext; meeting: Meeting; previewTime: Date; view: ViewName };

/** Links to one time in each phase of the meeting, and a form for any other time. */
function TimeForm({ context: { locale, t, searchParams }, meeting, previewTime, view }: TimeFormProps) {
  const exampleTimes = {
    open: later(meeting.closesAt, -60_000),
    closed: meeting.closesAt,
    underWay: meeting.startsAt,
    held: meeting.endsAt,
  } as const;
  const dayAndTime = (at: Date) => {
    const text = isoInMeetingZone(at);
    return { day: text.slice(0, 10), time: text.slice(11, 16) };
  };
  const { day, time } = dayAndTime(previewTime);
  return (
    <>
      <ul className="mb-4 flex flex-wrap gap-x-6">
        {(['open', 'closed', 'underWay', 'held'] as const).map((phase) => (
          <li key={phase}>
            <a
              className="quiet-link inline-block py-2"
              href={`/${locale}/admin/preview?${new URLSearchParams({ ...dayAndTime(exampleTimes[phase]), view })}`}
            >
              {t(`admin.preview.phase.${phase}`)}
            </a>
          </li>
        ))}
      </ul>
      <form action={`/${locale}/admin/preview`} className="mb-6 flex flex-wrap items-end gap-3">
        <div className="form-field mb-0!">
          <label htmlFor="day">{t('admin.preview.day')}</label>
          <DayInput
            controlProps={{ id: 'day', name: 'day' }}
            value={searchParams.day ?? day}
            labels={dayLabels(locale)}
            locale={locale}
          />
        </div>
        <div className="form-field mb-0!">
          <label htmlFor="time">{t('admin.preview.time')}</label>
          {/* No time input of HTML: browsers show those in their own language, some with a.m. and p.m. */}
          <div id="time-format" className="hint">
            {t('admin.form.timeFormat')}
          </div>
          <input
            id="time"
            name="time"
            dir="ltr"
            autoComplete="off"
            defaultValue={searchParams.time ?? time}
            aria-describedby="time-format"
          />
        </div>
        <div className="form-field mb-0!">
          <label htmlFor="view">{t('admin.preview.page')}</label>
          <select id="view" name="view" defaultValue={view}>
            <option value="note">{t('site.note')}</option>
            <option value="form">{t('rsvp.title')}</option>
          </select>
        </div>
        <button type="submit" className="action">
          {t('admin.preview.show')}
        </button>
      </form>
    </>
  );
}

/** A day and a time in the meeting's zone as they were typed; `null` where they are no real day and time, and the page shows an error. */
function readInstant(typedDay = '', typedTime = ''): Date | null {
  const [day, time] = [readDay(typedDay), readTime(typedTime)];
  return day === null || time === null ? null : instantInMeetingZone(day, time);
}
