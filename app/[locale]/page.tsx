import type { Metadata } from 'next';
import { AddToCalendar } from '@/components/add-to-calendar';
import { Invitation } from '@/components/invitation';
import { NoteBody, NoteContents } from '@/components/note-body';
import { NoteTitle } from '@/components/note-title';
import { meetingClock } from '@/lib/clock';
import { config } from '@/lib/config';
import { note } from '@/lib/content/note';
import { formatDay } from '@/lib/dates';
import { translator } from '@/lib/i18n/translator';
import { currentMeeting } from '@/lib/meeting';
import { phaseOf } from '@/lib/registration/policy';
import type { PageProps } from '../calm';
import { Frame } from '../frame';
import { pageMetadata } from '../page-metadata';

/** Seconds; with `expireTime` in next.config.ts no visitor ever gets an older page than twice this. */
export const revalidate = 10;

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { locale } = await params;
  const meeting = await currentMeeting();
  const day = formatDay(meeting.startsAt, locale);
  return pageMetadata({
    locale,
    path: '',
    title: `${meeting.title[locale]} ${meeting.numberMark[locale]} – ${note.kind[locale]}`,
    description: translator(locale)('note.description', { day }),
  });
}

export default async function NotePage({ params }: PageProps) {
  const { locale } = await params;
  const meeting = await currentMeeting();
  const phase = phaseOf(meeting, meetingClock());
  return (
    <Frame locale={locale} path="">
      <NoteTitle meeting={meeting} locale={locale} />
      <div className="note-grid">
        <div>
          <Invitation meeting={meeting} phase={phase} locale={locale} contact={config().secretariatEmail} />
          {phase !== 'held' && (
            <div className="mt-4">
              <AddToCalendar meeting={meeting} locale={locale} />
            </div>
          )}
        </div>
        <div className="note-contents">
          <NoteContents locale={locale} />
        </div>
        <div>
          <NoteBody meeting={meeting} locale={locale} />
        </div>
      </div>
    </Frame>
  );
}
