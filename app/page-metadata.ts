import type { Metadata } from 'next';
import { absolute } from '@/lib/links';
import { type Locale, locales } from '@/lib/locale';

type Props = {
  locale: Locale;
  /** The address of the page behind its language, `''` for the note. */
  path: string;
  title: string;
  description?: string;
  /** Whether search engines may list it. */
  isPublic?: boolean;
};

/** The head of a page: title, description, its own address, and the same page in each language, Arabic by default. */
export function pageMetadata({ locale, path, title, description, isPublic = true }: Props): Metadata {
  if (!isPublic) return { title, robots: { index: false, follow: false } };
  const languages = Object.fromEntries(locales.map((each) => [each, absolute(`/${each}${path}`)]));
  return {
    title,
    ...(description ? { description } : {}),
    alternates: {
      canonical: absolute(`/${locale}${path}`),
      languages: { ...languages, 'x-default': absolute(`/ar${path}`) },
    },
  };
}
