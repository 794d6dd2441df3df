import { Fragment } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { directionOf, type Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';

type Props = {
  id: string;
  /** What this text is for, in the language of the page. */
  label: string;
  text: string;
  /** The language of the page. */
  locale: Locale;
  /** The language of the text; absent for a URL. */
  textLocale?: Locale;
};

/** A text to copy: a click selects all of it, a button copies it. */
export function ShareText({ id, label, text, locale, textLocale }: Props) {
  const t = translator(locale);
  const language = textLocale ? { lang: textLocale, dir: directionOf(textLocale) } : { dir: 'ltr' as const };
  return (
    <div className="copyable">
      <p className="font-alexandria font-medium">{label}</p>
      <p id={id} className="copyable-text" {...language}>
        <Breakable text={text} />
      </p>
      <CopyButton
        source={id}
        textName={textLocale ? `${label} ${t(`share.inLanguage.${textLocale}`)}` : label}
        labels={{ copy: t('share.copy'), copied: t('share.copied'), selected: t('share.selected') }}
      />
    </div>
  );
}

/** Lets a URL break before each part of its path. Elsewhere, a single last letter could end up alone on a line and be overlooked. */
export function Breakable({ text }: { text: string }) {
  return text.split(/(?<=\w)(?=\/\w)/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the text never changes
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
