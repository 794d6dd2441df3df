import { directionOf, type Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { MailingTexts } from '@/lib/mailing/texts';

type Props = { mailing: MailingTexts; language: Locale; locale: Locale };

/** The subject and the text of a mailing in one language, as they were sent, with their placeholders. */
export function MailingText({ mailing, language, locale }: Props) {
  const t = translator(locale);
  const [subjectPart, textPart] =
    language === 'ar' ? (['subjectAr', 'textAr'] as const) : (['subjectEn', 'textEn'] as const);
  const [subject, text] = [mailing[subjectPart], mailing[textPart]];
  return (
    <section aria-label={t(`admin.mailings.${textPart}`)} className="border border-line bg-page p-5">
      {text === '' ? (
        <p>{t('admin.mailings.textErased')}</p>
      ) : (
        <div lang={language} dir={directionOf(language)}>
          <p className="mb-4 border-b border-line pb-3 font-semibold">{subject}</p>
          <p className="whitespace-pre-line break-words">{text}</p>
        </div>
      )}
    </section>
  );
}
