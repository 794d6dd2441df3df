import { AddToCalendar } from '@/components/add-to-calendar';
import { Invitation } from '@/components/invitation';
import { NoteBody, NoteContents } from '@/components/note-body';
import { NoteTitle } from '@/components/note-title';
import { TakeAlong } from '@/components/take-along';
import { config } from '@/lib/config';
import type { Locale } from '@/lib/locale';
import type { Meeting } from '@/lib/meeting';
import { phaseOf } from '@/lib/registration/policy';

/** The note's page as it is at an instant. */
export function NoteView({ meeting, locale, now }: { meeting: Meeting; locale: Locale; now: Date }) {
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
          <NoteBody meeting={meeting} locale={locale} now={now} />
          <TakeAlong locale={locale} />
        </div>
      </div>
    </>
  );
}
