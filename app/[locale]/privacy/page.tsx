import type { Metadata } from 'next';
import { Email } from '@/components/email';
import { config } from '@/lib/config';
import { translator } from '@/lib/i18n/translator';
import type { PageProps } from '../../calm';
import { Frame } from '../../frame';
import { pageMetadata } from '../../page-metadata';

export const revalidate = 10;

const parts = ['holder', 'what', 'who', 'technical', 'rights'] as const;

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { locale } = await params;
  return pageMetadata({ locale, path: '/privacy', title: translator(locale)('privacy.title') });
}

export default async function PrivacyPage({ params }: PageProps) {
  const { locale } = await params;
  const t = translator(locale);
  return (
    <Frame locale={locale} path="/privacy">
      <div className="prose-width pt-10">
        <h1 className="mb-6 text-3xl">{t('privacy.title')}</h1>
        {parts.map((part) => (
          <section key={part} className="mb-6">
            <h2 className="mb-2 text-xl">{t(`privacy.${part}Heading`)}</h2>
            <p>
              {t(`privacy.${part}`)} {part === 'rights' && <Email address={config().secretariatEmail} />}
            </p>
          </section>
        ))}
      </div>
    </Frame>
  );
}
