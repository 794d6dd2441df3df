import { AddToCalendar } from '@/components/meeting/add-to-calendar';
import { Downloads } from '@/components/meeting/downloads';
import { Invitation } from '@/components/meeting/invitation';
import { NoteBody, NoteContents } from '@/components/meeting/note-body';
import { NoteTitle } from '@/components/meeting/note-title';
import { config } from '@/lib/config';
import type { Locale } from '@/lib/i18n/locale';
import type { Meeting } from '@/lib/meeting/current-meeting';
import type { DeadlineMark } from '@/lib/meeting/move-deadline';
import { phaseOf } from '@/lib/meeting/phase';

type Props = {
  meeting: Meeting;
  /** The mark of a moved deadline. */
  mark: DeadlineMark | null;
  locale: Locale;
  now: Date;
};

/** The content of the note's page as visitors see it at `now`. The staff preview shows it for other times. */
export function NoteView({ meeting, mark, locale, now }: Props) {
  const phase = phaseOf(meeting, now);
  return (
    <>
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
          <NoteBody meeting={meeting} mark={mark} locale={locale} now={now} />
          <Downloads locale={locale} />
        </div>
      </div>
    </>
  );
}
