import { addressee } from '@/lib/email/addressee';
import type { Passage } from '@/lib/email/layout';
import { closing, type Email, emailTo, forParticipant, type Recipient } from '@/lib/email/parts';
import { type Locale, otherLocale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { nameIn } from '@/lib/registration/person-name';
import { isolated } from '@/lib/text/bidi';
import type { Mailing } from '@/prisma/client/client';
import { fillPlaceholders, type Placeholder, placeholderValues } from './placeholders';

type MailingTexts = Pick<Mailing, 'subjectAr' | 'textAr' | 'subjectEn' | 'textEn'>;
type MailingContext = {
  registration: Recipient;
  mailing: MailingTexts;
  meeting: Meeting;
  secretariatEmail: string;
};

/**
 * The email of a mailing for one recipient: the whole text in the recipient's language first, and in the other language below.
 * @param replacements shown instead of the recipient's own values, if somebody else is to read the email
 */
export function mailingParts(
  { registration, mailing, meeting, secretariatEmail }: MailingContext,
  replacements: Partial<Record<Placeholder, string>> = {},
): { subject: string; passages: Passage[] } {
  const { language } = registration;
  const texts = {
    ar: { subject: mailing.subjectAr, text: mailing.textAr },
    en: { subject: mailing.subjectEn, text: mailing.textEn },
  };
  const filledIn = (locale: Locale, text: string) => {
    const values = Object.entries({ ...placeholderValues(registration, meeting, locale), ...replacements });
    const marked = values.map(([name, value]) => [name, isolated(value)]);
    return fillPlaceholders(text, Object.fromEntries(marked) as Record<Placeholder, string>);
  };
  const passages = [language, otherLocale(language)].map((locale) => ({
    locale,
    blocks: [
      {
        kind: 'text' as const,
        text: translator(locale)('emails.greeting', {
          addressee: addressee(nameIn(registration, locale), locale),
        }),
      },
      ...filledIn(locale, texts[locale].text)
        .split(/\n{2,}/)
        .map((text) => ({ kind: 'text' as const, text })),
      ...closing(locale, secretariatEmail),
    ],
  }));
  return { subject: filledIn(language, texts[language].subject), passages };
}

/** To one recipient of a mailing; none if the recipient withdrew after the mailing was sent. */
export const mailingEmail = forParticipant(({ mailing, ...context }) => {
  if (!mailing) throw new Error('the mailing of an email is missing');
  if (context.registration.status === 'withdrawn') return null;
  const { subject, passages } = mailingParts({ ...context, mailing });
  return emailTo(context.registration.email, subject, passages);
});

/** The same email to a member who tests the mailing. Personal values are replaced, because a personal link belongs to one person. */
export function mailingTestEmail(
  context: MailingContext,
  to: string,
  replacements: Partial<Record<Placeholder, string>>,
): Email {
  const { subject, passages } = mailingParts(context, replacements);
  return emailTo(to, subject, passages);
}
