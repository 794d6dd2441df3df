import { translator } from '@/lib/i18n/translator';
import { otherLocale } from '@/lib/locale';
import { addressed, ending, type Letter, type Occasion } from './parts';

/** A letter to many as one of them gets it: in the participant's language first, and whole in the other one below. */
export function mailingLetter({ registration, mailing, secretariatEmail }: Occasion): Letter {
  if (!mailing) throw new Error('a letter to many without its text');
  const { language, fullName, email } = registration;
  const texts = {
    ar: { subject: mailing.subjectAr, text: mailing.textAr },
    en: { subject: mailing.subjectEn, text: mailing.textEn },
  };
  const passages = [language, otherLocale(language)].map((locale) => ({
    locale,
    blocks: [
      { kind: 'text' as const, text: translator(locale)('letters.greeting', { name: fullName }) },
      ...texts[locale].text.split(/\n{2,}/).map((text) => ({ kind: 'text' as const, text })),
      ...ending(locale, secretariatEmail),
    ],
  }));
  return addressed({ name: fullName, address: email }, texts[language].subject, passages);
}
