import { RunningText, TypedText } from '@/components/ui/running-text';
import { passagesOf } from '@/lib/email/layout';
import { directionOf, type Locale } from '@/lib/i18n/locale';

type Props = {
  subject: string;
  text: string;
  /** The language of the subject and of the first passage. */
  language: Locale;
  label: string;
};

/** An email as it was sent: its subject and its plain text. */
export function SentEmail({ subject, text, language, label }: Props) {
  return (
    <section aria-label={label} className="prose-width border border-line bg-page p-5">
      <p lang={language} dir={directionOf(language)} className="mb-4 border-b border-line pb-3 font-semibold">
        <TypedText text={subject} />
      </p>
      {passagesOf(text, language).map(({ locale, paragraphs }, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: passages do not move
          key={index}
          lang={locale}
          dir={directionOf(locale)}
          className={index > 0 ? 'mt-6 border-t border-line pt-6' : ''}
        >
          {paragraphs.map((paragraph, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs may be equal and do not move
            <p key={place} className="mb-4 [overflow-wrap:anywhere]">
              <RunningText text={paragraph} around={directionOf(locale)} />
            </p>
          ))}
        </div>
      ))}
    </section>
  );
}
