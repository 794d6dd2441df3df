import type { ReactNode } from 'react';
import { MeetingForReader } from '@/components/ui/local-time';
import { NoWrap } from '@/components/ui/no-wrap';
import { TimeRange } from '@/components/ui/time-range';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { note } from '@/lib/meeting/content/note';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { formatDay, formatTime, isoInMeetingZone } from '@/lib/time/dates';

/** The title block of the note: kind of document, title and number of the meeting, date, time and place. */
export function NoteTitle({ meeting, locale }: { meeting: Meeting; locale: Locale }) {
  const t = translator(locale);
  return (
    <div className="pt-10 pb-8">
      <p className="mb-2 font-alexandria font-medium text-accent">{note.kind[locale]}</p>
      <h1 className="max-w-4xl text-[min(1.75rem,9.5vw)] sm:text-4xl lg:text-[2.75rem]">
        <NoWrap text={meeting.title[locale]} />{' '}
        <span className="whitespace-nowrap">{meeting.numberMark[locale]}</span>
      </h1>
      {/* One below the other on a phone. In a wrapping row, the facts would move while the browser still receives their text. */}
      <dl className="mt-6 flex flex-col gap-x-12 gap-y-3 sm:flex-row sm:flex-wrap">
        <Fact label={t('note.date')}>
          <time dateTime={isoInMeetingZone(meeting.startsAt).slice(0, 10)}>
            {formatDay(meeting.startsAt, locale)}
          </time>
        </Fact>
        <Fact label={t('note.time')}>
          <TimeRange from={formatTime(meeting.startsAt)} to={formatTime(meeting.endsAt)} locale={locale} />
          <span className="block text-sm font-normal text-quiet">{t('site.dubaiTime')}</span>
        </Fact>
        <Fact label={t('note.place')}>{meeting.place[locale]}</Fact>
      </dl>
      <div className="mt-3">
        <MeetingForReader meeting={meeting} locale={locale} />
      </div>
      {note.original[locale] && <p className="mt-3 text-sm text-quiet">{note.original[locale]}</p>}
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-sm font-normal text-quiet">{label}</dt>
      <dd className="font-alexandria font-semibold">{children}</dd>
    </div>
  );
}
