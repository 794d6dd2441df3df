import type { Metadata } from 'next';
import { defaultLocale, type Locale, languageTags, locales, otherLocale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { note } from '@/lib/meeting/content/note';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { previewSize, previewText } from '@/lib/meeting/share/preview';
import { absoluteUrl } from '@/lib/server/urls';
import { formatDay } from '@/lib/time/dates';

/** The addresses behind their language that search engines may list: every page that is not made for one person. */
export const publicPaths = ['', '/rsvp', '/share', '/privacy', '/accessibility'];

type Props = {
  locale: Locale;
  /** The address of the page behind its language, `''` for the note. */
  path: string;
  title: string;
  description?: string;
  /** Whether search engines may list it. */
  isPublic?: boolean;
};

/** As Open Graph names languages. */
const territoryOf = (locale: Locale): string => languageTags[locale].replace('-', '_');

/** What the note says of itself, to search engines and in previews. */
export async function noteMetadata(locale: Locale): Promise<{ title: string; description: string }> {
  const meeting = await currentMeeting();
  const day = formatDay(meeting.startsAt, locale);
  return {
    title: `${meeting.title[locale]} ${meeting.numberMark[locale]} – ${note.kind[locale]}`,
    description: translator(locale)('note.description', {
      meeting: meeting.fullTitle[locale],
      city: meeting.city[locale],
      day,
    }),
  };
}

/**
 * The head of a page: title, description, its own address, the same page in each language, Arabic by default, and what
 * programs show beside a link to it (Open Graph, and the names that X has for the same).
 */
export async function pageMetadata({
  locale,
  path,
  title,
  description,
  isPublic = true,
}: Props): Promise<Metadata> {
  if (!isPublic) return { title, robots: { index: false, follow: false } };
  const meeting = await currentMeeting();
  const languages = Object.fromEntries(locales.map((each) => [each, absoluteUrl(`/${each}${path}`)]));
  const url = absoluteUrl(`/${locale}${path}`);
  const said =
    description ??
    translator(locale)('share.pageDescription', {
      page: title,
      meeting: meeting.fullTitle[locale],
      place: meeting.place[locale],
      day: formatDay(meeting.startsAt, locale),
    });
  const alt = previewText(meeting, locale);
  const image = { url: absoluteUrl(`/${locale}/preview.png`), ...previewSize, type: 'image/png', alt };
  return {
    title,
    description: said,
    alternates: {
      canonical: url,
      languages: { ...languages, 'x-default': absoluteUrl(`/${defaultLocale}${path}`) },
    },
    openGraph: {
      type: 'website',
      title,
      description: said,
      url,
      siteName: meeting.fullTitle[locale],
      locale: territoryOf(locale),
      alternateLocale: territoryOf(otherLocale(locale)),
      images: [image],
    },
    twitter: {
      card: 'summary_large_image',
      title,
      description: said,
      images: [{ url: image.url, alt }],
    },
  };
}
