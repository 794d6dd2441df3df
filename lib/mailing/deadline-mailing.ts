import { db } from '@/lib/db/client';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { deadlineInWords } from '@/lib/meeting/deadline';
import type { DeadlineMove } from '@/lib/meeting/move-deadline';
import { instant } from '@/lib/time/instant';
import { withBraces } from './templates';
import type { MailingTexts } from './texts';

type Move = Pick<DeadlineMove, 'from' | 'to' | 'at'>;

/**
 * The ids of those who were told the deadline as it was before a move, and can be written to: they were recorded before it, and the emails
 * that they got name the earlier day.
 */
export async function toldBefore({ at }: Pick<Move, 'at'>, meetingId: string): Promise<string[]> {
  const rows = await db().registration.findMany({
    where: { meetingId, status: 'confirmed', erasedAt: null, email: { not: null }, createdAt: { lt: at } },
    orderBy: [{ nameSort: 'asc' }, { id: 'asc' }],
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/**
 * The texts of an email about a move of the deadline, for the secretariat to read, change and send.
 * @param now decides whether confirmation is closed
 */
export function deadlineTexts(move: Move, now: Date): MailingTexts {
  const [ar, en] = [textsIn('ar', move, now), textsIn('en', move, now)];
  return { subjectAr: ar.subject, textAr: ar.text, subjectEn: en.subject, textEn: en.text };
}

function textsIn(locale: Locale, { from, to }: Move, now: Date): { subject: string; text: string } {
  const t = translator(locale);
  const [earlier, current] = [{ closesAt: instant(from) }, { closesAt: instant(to) }];
  const days = {
    from: deadlineInWords(earlier, locale).until,
    to: deadlineInWords(current, locale).until,
    since: deadlineInWords(current, locale).since,
  };
  const kind =
    current.closesAt <= now ? 'closed' : current.closesAt > earlier.closesAt ? 'extended' : 'broughtForward';
  return {
    subject: t(`admin.mailings.deadline.${kind}.subject`),
    text: withBraces(t(`admin.mailings.deadline.${kind}.text`, days), locale),
  };
}
