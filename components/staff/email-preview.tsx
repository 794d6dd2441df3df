import { RunningText, TypedText } from '@/components/ui/running-text';
import { type Block, type Passage, passagesOf } from '@/lib/email/layout';
import { directionOf, type Locale } from '@/lib/i18n/locale';

type TextProps = {
  subject: string;
  /** The passages, that in the language of the subject first, each with its paragraphs. */
  passages: { locale: Locale; paragraphs: string[] }[];
  label: string;
};

/** The subject and the text of an email. */
function EmailText({ subject, passages, label }: TextProps) {
  const language = passages[0]?.locale ?? 'ar';
  return (
    <section aria-label={label} className="prose-width border border-line bg-page p-5">
      <p lang={language} dir={directionOf(language)} className="mb-4 border-b border-line pb-3 font-semibold">
        <TypedText text={subject} />
      </p>
      {passages.map(({ locale, paragraphs }, index) => (
        <div
          key={locale}
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

type PreviewProps = { subject: string; passages: Passage[]; label: string };

/** Shows an email as its recipient will see it. The passages are the same ones that are sent. */
export const EmailPreview = ({ subject, passages, label }: PreviewProps) => (
  <EmailText
    subject={subject}
    passages={passages.map(({ locale, blocks }) => ({ locale, paragraphs: blocks.map(textOf) }))}
    label={label}
  />
);

type SentProps = {
  subject: string;
  text: string;
  /** The language of the subject and of the first passage. */
  language: Locale;
  label: string;
};

/** Shows an email as it was sent: its subject and its plain text. */
export const SentEmail = ({ subject, text, language, label }: SentProps) => (
  <EmailText subject={subject} passages={passagesOf(text, language)} label={label} />
);

/** The text of a block. A link is shown as its label only, because it must not work in the preview. */
const textOf = (block: Block): string => {
  if (block.kind === 'text') return block.text;
  return 'label' in block ? block.label : '';
};
