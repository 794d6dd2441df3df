import type { Metadata } from 'next';
import { meetingClock } from '@/lib/clock';
import { currentMeeting } from '@/lib/meeting';
import { asScript, eventData } from '@/lib/share/event';
import type { PageProps } from '../calm';
import { Frame } from '../frame';
import { noteHead, pageMetadata } from '../page-metadata';
import { NoteView } from './note-view';

/** Seconds; with `expireTime` in next.config.mjs no visitor ever gets an older page than twice this. */
export const revalidate = 10;

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { locale } = await params;
  return pageMetadata({ locale, path: '', ...(await noteHead(locale)) });
}

export default async function NotePage({ params }: PageProps) {
  const { locale } = await params;
  const meeting = await currentMeeting();
  const { description } = await noteHead(locale);
  const event = asScript(eventData(meeting, locale, description));
  return (
    <Frame locale={locale} path="">
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: JSON that asScript made safe; as a text child its quotes would be escaped */}
      <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: event }} />
      <NoteView meeting={meeting} locale={locale} now={meetingClock()} />
    </Frame>
  );
}
