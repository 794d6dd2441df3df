import type { Metadata } from 'next';
import { pageMetadata } from '@/app/_page/metadata';
import { PageLayout } from '@/app/_page/page-layout';
import type { PageProps } from '@/app/_page/with-error-page';
import { Statement } from '@/components/ui/statement';
import { config } from '@/lib/config';
import { translator } from '@/lib/i18n/translator';
import { retainedUntil } from '@/lib/privacy/retention';
import { formatDay } from '@/lib/time/dates';

export const revalidate = 10;

const sectionNames = ['holder', 'what', 'why', 'howLong', 'who', 'technical', 'rights'] as const;

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { locale } = await params;
  return pageMetadata({ locale, path: '/privacy', title: translator(locale)('privacy.title') });
}

export default async function PrivacyPage({ params }: PageProps) {
  const { locale } = await params;
  const t = translator(locale);
  const date = formatDay(retainedUntil(), locale);
  return (
    <PageLayout locale={locale} path="/privacy">
      <Statement
        title={t('privacy.title')}
        sections={sectionNames.map((name) => ({
          heading: t(`privacy.${name}Heading`),
          text: t(`privacy.${name}`, { date }),
        }))}
        contact={config().secretariatEmail}
      />
    </PageLayout>
  );
}
