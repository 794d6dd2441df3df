import type { Metadata } from 'next';
import { pageMetadata } from '@/app/_page/metadata';
import { PageLayout } from '@/app/_page/page-layout';
import type { PageProps } from '@/app/_page/with-error-page';
import { Statement } from '@/components/ui/statement';
import { config } from '@/lib/config';
import { translator } from '@/lib/i18n/translator';
import { criteria } from './criteria';

export const revalidate = 10;

const sectionNames = ['aim', 'how', 'does', 'gaps', 'contact'] as const;

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { locale } = await params;
  return pageMetadata({ locale, path: '/accessibility', title: translator(locale)('accessibility.title') });
}

export default async function AccessibilityPage({ params }: PageProps) {
  const { locale } = await params;
  const t = translator(locale);
  const met = criteria.filter((criterion) => criterion.met).length;
  return (
    <PageLayout locale={locale} path="/accessibility">
      <Statement
        title={t('accessibility.title')}
        sections={sectionNames.map((name) => ({
          heading: t(`accessibility.${name}Heading`),
          text: t(`accessibility.${name}`, { all: criteria.length, met, none: criteria.length - met }),
        }))}
        contact={config().secretariatEmail}
      />
    </PageLayout>
  );
}
