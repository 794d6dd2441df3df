import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { CodeShape } from '@/lib/meeting/share/qr-code';
import { Breakable } from './share-text';

type Props = {
  shape: CodeShape;
  address: string;
  /** The language of the page. */
  locale: Locale;
  /** The language of the note that the code leads to. */
  noteLocale: Locale;
};

const CENTIMETRES_PER_INCH = 2.54;
const PRINT_DPI = 300;

/** A QR code to scan from the screen or to download, with the URL that it contains. */
export function ShareCode({ shape, address, locale, noteLocale }: Props) {
  const t = translator(locale);
  const language = t(`share.inLanguage.${noteLocale}`);
  const pixels = String(shape.printPixels);
  const centimetres = String(Math.floor((shape.printPixels / PRINT_DPI) * CENTIMETRES_PER_INCH));
  return (
    <figure className="share-card">
      {/* Dark on light in every colour scheme: few devices can read a light code on a dark ground. */}
      <svg
        role="img"
        aria-label={t('share.code', { language })}
        viewBox={`0 0 ${shape.modules} ${shape.modules}`}
        shapeRendering="crispEdges"
        className="w-full max-w-64 forced-color-adjust-none"
      >
        <path d={`M0 0h${shape.modules}v${shape.modules}H0z`} fill="#fff" />
        <path d={shape.path} fill="#000" />
      </svg>
      <figcaption>
        <bdi dir="ltr" className="block wrap-anywhere">
          <Breakable text={address} />
        </bdi>
        <a className="action action-quiet my-3" href={`/${noteLocale}/qr.png`} download>
          {t('share.download', { language })}
        </a>
        <span className="block text-balance text-[0.9375rem] text-quiet">
          {t('share.downloadSize', { pixels, centimetres })}
        </span>
      </figcaption>
    </figure>
  );
}
