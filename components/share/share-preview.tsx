import { directionOf, type Locale } from '@/lib/i18n/locale';

type Props = {
  locale: Locale;
  title: string;
  description: string;
  image: { url: string; width: number; height: number; alt: string };
  host: string;
};

/** Shows how chat programs preview a link to the note. */
export function SharePreview({ locale, title, description, image, host }: Props) {
  return (
    <div className="share-preview" lang={locale} dir={directionOf(locale)}>
      {/* biome-ignore lint/performance/noImgElement: it must be the same file that other programs fetch, not a resized copy */}
      <img src={image.url} width={image.width} height={image.height} alt={image.alt} />
      <div className="px-4 py-3">
        <p className="font-alexandria font-semibold">{title}</p>
        <p className="text-[0.9375rem] text-quiet">{description}</p>
        <p className="text-sm text-quiet">
          <bdi dir="ltr">{host}</bdi>
        </p>
      </div>
    </div>
  );
}
