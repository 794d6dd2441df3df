import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { type AgendaSlot, agenda } from '@/lib/meeting/content/agenda';
import { note } from '@/lib/meeting/content/note';
import { type SectionId, sections } from '@/lib/meeting/content/sections';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { deadlineMarkInWords } from '@/lib/meeting/deadline';
import type { DeadlineMark } from '@/lib/meeting/move-deadline';
import { noteUrl } from '@/lib/server/urls';
import { formatDay, formatTime, rangeDash } from '@/lib/time/dates';

/** A piece of text of one weight. */
export type Span = { text: string; isBold?: true };

export type Block =
  | { type: 'heading'; text: string }
  | { type: 'paragraph'; spans: Span[] }
  | { type: 'list'; items: string[] }
  | { type: 'table'; caption: string; columns: [string, string, string]; rows: Row[] };

/** A row of the programme: the heading of a session across all columns, or one item. */
export type Row =
  | { type: 'heading'; text: string }
  | {
      type: 'item';
      /** The cell with the time, and how many rows it spans; missing if the cell of an earlier row spans this one. */
      time?: { text: string; rows: number };
      title?: string;
      points: string[];
      /** `null`: the title spans this column too, as for the break. */
      speaker: string | null;
    };

/** The content of the note as a document; the Word file and the PDF are made from it. */
export type NoteDocument = {
  locale: Locale;
  kind: string;
  title: string;
  author: string;
  organizations: { short: string; name: string }[];
  facts: { label: string; text: string; detail?: string }[];
  blocks: Block[];
  /** The URL of the note on the site. */
  url: string;
};

/**
 * The whole note, with the same words as `components/meeting/note-body.tsx` shows.
 * @param mark of a moved deadline
 */
export function noteDocument(
  meeting: Meeting,
  locale: Locale,
  mark: DeadlineMark | null = null,
): NoteDocument {
  const t = translator(locale);
  const plain = (text: string): Block => ({ type: 'paragraph', spans: [{ text }] });
  const { background, objectives, participants, participation, venue, language } = note;
  const blocks: Record<SectionId, Block[]> = {
    background: background.paragraphs.map((paragraph) => plain(paragraph[locale])),
    objectives: [
      plain(objectives.introduction[locale]),
      { type: 'list', items: objectives.items.map((item) => item[locale]) },
    ],
    participants: [plain(participants.text[locale])],
    participation: [
      {
        type: 'paragraph',
        spans: [
          { text: participation.beforeDate[locale] },
          { text: formatDay(meeting.closesAt, locale), isBold: true },
          { text: participation.afterDate[locale] },
        ],
      },
      ...(mark ? [plain(deadlineMarkInWords(meeting, mark, locale))] : []),
    ],
    venue: [plain(venue.text[locale])],
    language: [plain(language.text[locale])],
    agenda: [programme(locale)],
  };
  return {
    locale,
    kind: note.kind[locale],
    title: `${meeting.title[locale]} ${meeting.numberMark[locale]}`,
    author: meeting.organizer.short[locale],
    organizations: [meeting.organizer, meeting.host].map(({ short, name }) => ({
      short: short[locale],
      name: name[locale],
    })),
    facts: [
      { label: t('note.date'), text: formatDay(meeting.startsAt, locale) },
      {
        label: t('note.time'),
        text: range(formatTime(meeting.startsAt), formatTime(meeting.endsAt), locale),
        detail: t('site.dubaiTime'),
      },
      { label: t('note.place'), text: meeting.place[locale] },
    ],
    blocks: [
      ...(note.original[locale] ? [plain(note.original[locale])] : []),
      ...sections.flatMap(({ id, heading }) => [
        { type: 'heading' as const, text: heading[locale] },
        ...blocks[id],
      ]),
    ],
    url: noteUrl(locale),
  };
}

/** A time range that is not broken across lines. */
const range = (from: string, to: string, locale: Locale) =>
  `${from}${rangeDash[locale].replaceAll(' ', '\u00a0')}${to}`;

function programme(locale: Locale): Block {
  const { time, title, speaker } = agenda.columns;
  const items = (slot: AgendaSlot): Row[] =>
    slot.items.map((item, index) => ({
      type: 'item',
      ...(index === 0 && { time: { text: range(slot.from, slot.to, locale), rows: slot.items.length } }),
      ...(item.title && { title: item.title[locale] }),
      points: item.points?.map((point) => point[locale]) ?? [],
      speaker: slot.isBreak ? null : (item.speaker?.[locale] ?? ''),
    }));
  return {
    type: 'table',
    caption: agenda.caption[locale],
    columns: [time[locale], title[locale], speaker[locale]],
    rows: agenda.parts.flatMap(({ heading, slots }) => [
      ...(heading ? [{ type: 'heading' as const, text: heading[locale] }] : []),
      ...slots.flatMap(items),
    ]),
  };
}
