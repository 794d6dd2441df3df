import type { Metadata } from 'next';
import { noteMetadata, pageMetadata } from '@/app/_page/metadata';
import { PageLayout } from '@/app/_page/page-layout';
import type { PageProps } from '@/app/_page/with-error-page';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { markToShow } from '@/lib/meeting/move-deadline';
import { asScript, eventData } from '@/lib/meeting/share/structured-data';
import { meetingClock } from '@/lib/time/clock';
import { NoteView } from './note-view';

/** Seconds. Together with `expireTime` in next.config.ts it means that no visitor gets a page older than twice this. */
export const revalidate = 10;

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { locale } = await params;
  return pageMetadata({ locale, path: '', ...(await noteMetadata(locale)) });
}

export default async function NotePage({ params }: PageProps) {
  const { locale } = await params;
  const meeting = await currentMeeting();
  const { description } = await noteMetadata(locale);
  const event = asScript(eventData(meeting, locale, description));
  return (
    <PageLayout locale={locale} path="">
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: asScript escapes the JSON; as a text child its quotes would be escaped, too */}
      <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: event }} />
      <NoteView meeting={meeting} mark={await markToShow(meeting)} locale={locale} now={meetingClock()} />
    </PageLayout>
  );
}
