import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { noteMetadata, pageMetadata } from '@/app/_page/metadata';
import { PageLayout } from '@/app/_page/page-layout';
import type { PageProps } from '@/app/_page/with-error-page';
import { ShareCode } from '@/components/share/qr-code';
import { SharePreview } from '@/components/share/share-preview';
import { ShareSheetButton } from '@/components/share/share-sheet-button';
import { ShareText } from '@/components/share/share-text';
import { config } from '@/lib/config';
import { otherLocale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { phaseOf } from '@/lib/meeting/phase';
import { channelLinks, channels } from '@/lib/meeting/share/channels';
import { previewSize, previewText } from '@/lib/meeting/share/preview';
import { codeShape } from '@/lib/meeting/share/qr-code';
import { readyTexts, textKinds } from '@/lib/meeting/share/texts';
import { noteUrl } from '@/lib/server/urls';
import { meetingClock } from '@/lib/time/clock';

export const revalidate = 10;

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { locale } = await params;
  const t = translator(locale);
  return pageMetadata({
    locale,
    path: '/share',
    title: t('share.title'),
    description: t('share.introduction'),
  });
}

export default async function SharePage({ params }: PageProps) {
  const { locale } = await params;
  const t = translator(locale);
  const meeting = await currentMeeting();
  const phase = phaseOf(meeting, meetingClock());
  const noteLocales = [locale, otherLocale(locale)];
  const texts = readyTexts(meeting, phase, locale);
  const links = channelLinks(texts, locale);
  const previews = await Promise.all(
    noteLocales.map(async (noteLocale) => ({ noteLocale, metadata: await noteMetadata(noteLocale) })),
  );
  const { host } = new URL(config().appUrl);
  return (
    <PageLayout locale={locale} path="/share">
      <div className="pt-10">
        <h1 className="mb-4 text-3xl">{t('share.title')}</h1>
        <p className="prose-width mb-8">{t('share.introduction')}</p>

        <Section id="address" heading={t('share.addressHeading')}>
          <div className="share-grid">
            {noteLocales.map((noteLocale) => (
              <ShareText
                key={noteLocale}
                id={`address-${noteLocale}`}
                label={`${t('share.address')} ${t(`share.inLanguage.${noteLocale}`)}`}
                text={noteUrl(noteLocale)}
                locale={locale}
              />
            ))}
          </div>
        </Section>

        <Section id="send" heading={t('share.sendHeading')}>
          <ul className="flex flex-wrap gap-3">
            {channels.map((channel) => (
              <li key={channel}>
                <a className="action action-quiet" href={links[channel]} rel="noopener noreferrer">
                  {t(`share.${channel}`)}
                </a>
              </li>
            ))}
            <ShareSheetButton
              label={t('share.device')}
              title={texts.subject}
              text={texts.chat.replace(`\n${noteUrl(locale)}`, '')}
              url={noteUrl(locale)}
            />
          </ul>
        </Section>

        <Section id="code" heading={t('share.codeHeading')}>
          <p className="prose-width mb-6">{t('share.codeHint')}</p>
          <div className="share-grid">
            {noteLocales.map((noteLocale) => (
              <ShareCode
                key={noteLocale}
                shape={codeShape(noteUrl(noteLocale))}
                address={noteUrl(noteLocale)}
                locale={locale}
                noteLocale={noteLocale}
              />
            ))}
          </div>
        </Section>

        <Section id="texts" heading={t('share.textsHeading')}>
          <div className="share-grid">
            {noteLocales.map((noteLocale) => (
              <div key={noteLocale}>
                <h3 className="mb-3 text-xl">
                  {t('share.textsOf', { language: t(`share.inLanguage.${noteLocale}`) })}
                </h3>
                <div className="share-stack">
                  {textKinds.map((kind) => (
                    <ShareText
                      key={kind}
                      id={`${kind}-${noteLocale}`}
                      label={t(`share.${kind}`)}
                      text={readyTexts(meeting, phase, noteLocale)[kind]}
                      locale={locale}
                      textLocale={noteLocale}
                    />
                  ))}
                </div>
              </div>
            ))}
          </div>
        </Section>

        <Section id="preview" heading={t('share.previewHeading')}>
          <div className="share-grid">
            {previews.map(({ noteLocale, metadata }) => (
              <div key={noteLocale}>
                <h3 className="mb-3 text-xl">
                  {t('share.previewOf', { language: t(`share.inLanguage.${noteLocale}`) })}
                </h3>
                <SharePreview
                  locale={noteLocale}
                  {...metadata}
                  image={{
                    url: `/${noteLocale}/preview.png`,
                    ...previewSize,
                    alt: previewText(meeting, noteLocale),
                  }}
                  host={host}
                />
              </div>
            ))}
          </div>
        </Section>
      </div>
    </PageLayout>
  );
}

function Section({ id, heading, children }: { id: string; heading: string; children: ReactNode }) {
  return (
    <section id={id} className="note-section" aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>{heading}</h2>
      {children}
    </section>
  );
}
