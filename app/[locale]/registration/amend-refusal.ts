import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { deadlineInWords } from '@/lib/meeting/deadline';
import { canComeBack } from '@/lib/registration/changes';
import type { Registration } from '@/prisma/client/client';

/** What somebody reads who filled in the form when a registration can no longer be amended. */
type Refusal = { heading: string; text: string };

/** Because the deadline has passed. */
export function closedRefusal(meeting: Meeting, locale: Locale): Refusal {
  const t = translator(locale);
  const { since } = deadlineInWords(meeting, locale);
  return { heading: t('amend.closedHeading'), text: t('amend.closed', { since }) };
}

/** Because it was withdrawn. */
export function withdrawnRefusal(registration: Registration, locale: Locale): Refusal {
  const t = translator(locale);
  const text = t(canComeBack(registration) ? 'amend.withdrawn' : 'registration.fixed');
  return { heading: t('amend.withdrawnHeading'), text };
}
