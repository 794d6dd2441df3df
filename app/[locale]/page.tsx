import type { Metadata } from 'next';
import { AddToCalendar } from '@/components/add-to-calendar';
import { Invitation } from '@/components/invitation';
import { NoteBody, NoteContents } from '@/components/note-body';
import { NoteTitle } from '@/components/note-title';
import { TakeAlong } from '@/components/take-along';
import { meetingClock } from '@/lib/clock';
import { config } from '@/lib/config';
import { currentMeeting } from '@/lib/meeting';
import { phaseOf } from '@/lib/registration/policy';
import { asScript, eventData } from '@/lib/share/event';
import type { PageProps } from '../calm';
import { Frame } from '../frame';
import { noteHead, pageMetadata } from '../page-metadata';

/** Seconds; with `expireTime` in next.config.ts no visitor ever gets an older page than twice this. */
export const revalidate = 10;

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { locale } = await params;
  return pageMetadata({ locale, path: '', ...(await noteHead(locale)) });
}

export default async function NotePage({ params }: PageProps) {
  const { locale } = await params;
  const meeting = await currentMeeting();
  const phase = phaseOf(meeting, meetingClock());
  const { description } = await noteHead(locale);
  const event = asScript(eventData(meeting, locale, description));
  return (
    <Frame locale={locale} path="">
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: JSON that asScript made safe; as a text child its quotes would be escaped */}
      <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: event }} />
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
          <TakeAlong locale={locale} />
        </div>
      </div>
    </Frame>
  );
}
