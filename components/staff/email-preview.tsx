import type { Block, Passage } from '@/lib/email/layout';
import { directionOf } from '@/lib/i18n/locale';

type Props = { subject: string; passages: Passage[]; label: string };

/** A letter as its reader will find it, from the same parts that it is sent as. */
export function EmailPreview({ subject, passages, label }: Props) {
  return (
    <section aria-label={label} className="border border-line bg-page p-5">
      <p className="mb-4 border-b border-line pb-3 font-semibold">
        <bdi>{subject}</bdi>
      </p>
      {passages.map(({ locale, blocks }, index) => (
        <div
          key={locale}
          lang={locale}
          dir={directionOf(locale)}
          className={index > 0 ? 'mt-6 border-t border-line pt-6' : ''}
        >
          {blocks.map((block) => (
            <p key={wordsOf(block)} className="mb-4 whitespace-pre-line">
              {wordsOf(block)}
            </p>
          ))}
        </div>
      ))}
    </section>
  );
}

/** What a part of such a letter says; its links lead nowhere here. */
const wordsOf = (block: Block): string => {
  if (block.kind === 'text') return block.text;
  return 'label' in block ? block.label : '';
};
