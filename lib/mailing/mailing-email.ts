import type { Passage } from '@/lib/email/layout';
import { closing, type Email, emailTo, forParticipant, type Recipient } from '@/lib/email/parts';
import { type Locale, otherLocale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { Meeting } from '@/lib/meeting/current-meeting';
import type { Mailing } from '@/prisma/client/client';
import { filled, type Placeholder, valuesFor } from './placeholders';

type Texts = Pick<Mailing, 'subjectAr' | 'textAr' | 'subjectEn' | 'textEn'>;
type About = { registration: Recipient; mailing: Texts; meeting: Meeting; secretariatEmail: string };

/**
 * A letter to many as one of them gets it: whole in the participant's language first, and whole in the other one below.
 * @param instead what stands in place of some values, where somebody else is to see it
 */
export function mailingParts(
  { registration, mailing, meeting, secretariatEmail }: About,
  instead: Partial<Record<Placeholder, string>> = {},
): { subject: string; passages: Passage[] } {
  const { language, fullName } = registration;
  const texts = {
    ar: { subject: mailing.subjectAr, text: mailing.textAr },
    en: { subject: mailing.subjectEn, text: mailing.textEn },
  };
  const said = (locale: Locale, text: string) =>
    filled(text, { ...valuesFor(registration, meeting, locale), ...instead });
  const passages = [language, otherLocale(language)].map((locale) => ({
    locale,
    blocks: [
      { kind: 'text' as const, text: translator(locale)('emails.greeting', { name: fullName }) },
      ...said(locale, texts[locale].text)
        .split(/\n{2,}/)
        .map((text) => ({ kind: 'text' as const, text })),
      ...closing(locale, secretariatEmail),
    ],
  }));
  return { subject: said(language, texts[language].subject), passages };
}

/** To one of those whom a mailing reaches; not to somebody who withdrew since it was sent. */
export const mailingEmail = forParticipant(({ mailing, ...context }) => {
  if (!mailing) throw new Error('the mailing of an email is missing');
  if (context.registration.status === 'withdrawn') return null;
  const { subject, passages } = mailingParts({ ...context, mailing });
  return emailTo(context.registration.email, subject, passages);
});

/** The same to a member of staff who tests it. Personal values are replaced: a personal link belongs to one person. */
export function mailingTestEmail(
  about: About,
  to: string,
  instead: Partial<Record<Placeholder, string>>,
): Email {
  const { subject, passages } = mailingParts(about, instead);
  return emailTo(to, subject, passages);
}
