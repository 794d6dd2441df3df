import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { note } from '@/lib/meeting/content/note';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { deadlineInWords } from '@/lib/meeting/deadline';
import type { Phase } from '@/lib/meeting/phase';
import { noteUrl } from '@/lib/server/urls';
import { formatWeekday } from '@/lib/time/dates';

export const textKinds = ['subject', 'letter', 'chat', 'post'] as const;
export type TextKind = (typeof textKinds)[number];

/**
 * Texts that the host's staff copy and send with the link to the note. While confirming is possible they ask for it and name the
 * deadline; after that they only point to the note.
 * @returns plain text with `\n` between lines; `post` fits into the 280 characters of X, which counts a URL as 23
 */
export function readyTexts(meeting: Meeting, phase: Phase, locale: Locale): Record<TextKind, string> {
  const t = translator(locale);
  const url = noteUrl(locale);
  const day = formatWeekday(meeting.startsAt, locale);
  const place = meeting.place[locale];
  const title = meeting.fullTitle[locale];
  const deadline = deadlineInWords(meeting, locale);
  const closed = phase === 'closed' ? t('rsvp.closedPage', { since: deadline.since }) : null;

  const opening = {
    organizer: meeting.organizer.name[locale],
    organizerShort: meeting.organizer.short[locale],
    host: meeting.host.name[locale],
    hostShort: meeting.host.short[locale],
    meeting: title,
    place,
    day,
  };
  const invitation = phase === 'open' ? t('invitation.open', { deadline: deadline.until }) : closed;
  const headline = [title, t('share.texts.when', { day, place })];
  return {
    subject: `${title} – ${note.kind[locale]}`,
    letter: present([
      t('share.texts.greeting'),
      phase === 'held' ? t('share.texts.openingHeld', opening) : t('share.texts.opening', opening),
      `${t(phase === 'open' ? 'share.texts.note' : 'share.texts.noteRemains')}\n${url}`,
      phase === 'open' ? t('share.texts.confirm', { deadline: deadline.until }) : closed,
      t('share.texts.closing'),
    ]).join('\n\n'),
    chat: present([...headline, invitation, `${note.kind[locale]}:`, url]).join('\n'),
    post: present([...headline, invitation, url]).join('\n'),
  };
}

const present = (parts: (string | null)[]): string[] => parts.filter((part) => part !== null);
