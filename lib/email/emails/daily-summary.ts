import { type Locale, locales } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { type Summary, summaryOf } from '@/lib/registration/daily-summary';
import { absoluteUrl } from '@/lib/server/urls';
import { meetingClock } from '@/lib/time/clock';
import { formatMoment } from '@/lib/time/dates';
import { instant } from '@/lib/time/instant';
import type { Passage } from '../layout';
import { type Email, type EmailContext, emailTo, statementLinks } from '../parts';
import { deliveryProblemOf } from '../smtp-reply';

/** How many references a line lists at most; the list on the site has all of them. */
const MAX_REFERENCES = 30;

/** To the secretariat's mailbox, about what happened since the last summary. */
export async function dailySummary({ event, secretariatEmail }: EmailContext): Promise<Email | null> {
  if (event.type !== 'summary.due') return null;
  const summary = await summaryOf(instant(event.from), instant(event.to), meetingClock);
  return dailySummaryEmail(summary, secretariatEmail);
}

/** Arabic first, English below. */
export function dailySummaryEmail(summary: Summary, address: string): Email {
  const total = summary.new.length + summary.changed.length + summary.withdrawn.length;
  const subject = translator('ar')('emails.dailySummary.subject', { total, failed: summary.failed.length });
  return emailTo(
    address,
    subject,
    locales.map((locale) => passage(summary, locale)),
  );
}

function passage(summary: Summary, locale: Locale): Passage {
  const t = translator(locale);
  const shortened = (references: string[]) => {
    const rest = references.length > MAX_REFERENCES ? ['…'] : [];
    return references.length > 0 ? [...references.slice(0, MAX_REFERENCES), ...rest] : '–';
  };
  const rows = (['new', 'changed', 'withdrawn'] as const).map((heading) => ({
    label: t(`emails.dailySummary.${heading}`, { total: summary[heading].length }),
    value: shortened(summary[heading]),
  }));
  const failed = summary.failed.slice(0, MAX_REFERENCES).map(({ reference, lastError }) => ({
    label: reference,
    value: t(`admin.refusal.${deliveryProblemOf(lastError)}`),
  }));
  return {
    locale,
    blocks: [
      {
        kind: 'text',
        text: t('emails.dailySummary.lead', {
          from: formatMoment(summary.from, locale),
          to: formatMoment(summary.to, locale),
        }),
      },
      {
        kind: 'facts',
        heading: t('emails.dailySummary.happened'),
        rows: [...rows, { label: t('emails.dailySummary.toReview'), value: String(summary.toReview) }],
      },
      ...(failed.length > 0
        ? [{ kind: 'facts' as const, heading: t('emails.dailySummary.failed'), rows: failed }]
        : []),
      { kind: 'button', label: t('emails.dailySummary.link'), url: absoluteUrl(`/${locale}/admin`) },
      ...statementLinks(locale),
    ],
  };
}
