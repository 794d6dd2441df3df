import type { ReactNode } from 'react';
import { NoWrap } from '@/components/ui/no-wrap';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { note } from '@/lib/meeting/content/note';
import { type SectionId, sections } from '@/lib/meeting/content/sections';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { deadlineMarkInWords } from '@/lib/meeting/deadline';
import type { DeadlineMark } from '@/lib/meeting/move-deadline';
import { formatDay } from '@/lib/time/dates';
import { AgendaTable } from './agenda-table';

type BodyProps = {
  meeting: Meeting;
  /** The mark of a moved deadline. */
  mark: DeadlineMark | null;
  locale: Locale;
  now: Date;
};

/** All sections of the note, with its exact wording. */
export function NoteBody({ meeting, mark, locale, now }: BodyProps) {
  const texts: Record<SectionId, ReactNode> = {
    background: note.background.paragraphs.map((paragraph) => (
      <p key={paragraph.en}>
        <NoWrap text={paragraph[locale]} />
      </p>
    )),
    objectives: (
      <>
        <p>{note.objectives.introduction[locale]}</p>
        <ul className="mt-3 list-disc space-y-2 ps-6 marker:text-accent">
          {note.objectives.items.map((item) => (
            <li key={item.en}>{item[locale]}</li>
          ))}
        </ul>
      </>
    ),
    participants: <p>{note.participants.text[locale]}</p>,
    participation: (
      <>
        <p>
          {note.participation.beforeDate[locale]}
          <strong>{formatDay(meeting.closesAt, locale)}</strong>
          {note.participation.afterDate[locale]}
        </p>
        {mark && <p className="mt-2 text-quiet">{deadlineMarkInWords(meeting, mark, locale)}</p>}
      </>
    ),
    venue: <p>{note.venue.text[locale]}</p>,
    language: <p>{note.language.text[locale]}</p>,
    agenda: <AgendaTable locale={locale} now={now} />,
  };
  return sections.map(({ id, heading }) => (
    <section key={id} id={id} className="note-section" aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>{heading[locale]}</h2>
      <div className={id === 'agenda' ? '' : 'prose-width'}>{texts[id]}</div>
    </section>
  ));
}

/** The table of contents, with links to the sections. */
export function NoteContents({ locale }: { locale: Locale }) {
  const t = translator(locale);
  return (
    <nav aria-labelledby="contents-heading">
      <h2 id="contents-heading" className="mb-2 text-base text-quiet">
        {t('note.contents')}
      </h2>
      <ol className="border-s-2 border-line">
        {sections.map(({ id, heading }) => (
          <li key={id}>
            <a className="block px-4 py-2 hover:bg-tint hover:underline" href={`#${id}`}>
              {heading[locale]}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
