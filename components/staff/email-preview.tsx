import { RunningText, TypedText } from '@/components/ui/running-text';
import type { Block, Passage } from '@/lib/email/layout';
import { directionOf } from '@/lib/i18n/locale';

type Props = { subject: string; passages: Passage[]; label: string };

/** Shows an email as its recipient will see it. The passages are the same ones that are sent. */
export function EmailPreview({ subject, passages, label }: Props) {
  return (
    <section aria-label={label} className="border border-line bg-page p-5">
      <p className="mb-4 border-b border-line pb-3 font-semibold">
        <TypedText text={subject} />
      </p>
      {passages.map(({ locale, blocks }, index) => (
        <div
          key={locale}
          lang={locale}
          dir={directionOf(locale)}
          className={index > 0 ? 'mt-6 border-t border-line pt-6' : ''}
        >
          {blocks.map((block) => (
            <p key={textOf(block)} className="mb-4">
              <RunningText text={textOf(block)} around={directionOf(locale)} />
            </p>
          ))}
        </div>
      ))}
    </section>
  );
}

/** The text of a block. A link is shown as its label only, because it must not work in the preview. */
const textOf = (block: Block): string => {
  if (block.kind === 'text') return block.text;
  return 'label' in block ? block.label : '';
};
