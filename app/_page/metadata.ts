import type { Metadata } from 'next';
import { defaultLocale, type Locale, languageTags, locales, otherLocale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { note } from '@/lib/meeting/content/note';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { previewSize, previewText } from '@/lib/meeting/share/preview';
import { absoluteUrl } from '@/lib/server/urls';
import { formatDay } from '@/lib/time/dates';

/** The paths that search engines may list, without the language prefix: every page that is the same for everybody. */
export const publicPaths = ['', '/rsvp', '/share', '/privacy', '/accessibility'];

type Props = {
  locale: Locale;
  /** The path of the page without the language prefix; `''` for the note. */
  path: string;
  title: string;
  description?: string;
  /** Whether search engines may list it. */
  isPublic?: boolean;
};

/** The language in the notation of Open Graph: `ar_AE`. */
const openGraphLocale = (locale: Locale): string => languageTags[locale].replace('-', '_');

/** Title and description of the note, for search engines and link previews. */
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
 * The metadata of a page: title, description, canonical URL, the same page in each language with Arabic as the default, and the
 * link preview (Open Graph, and X's own tags for the same). A page that is not public gets a title and `noindex` alone.
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
  const languages = Object.fromEntries(
    locales.map((language) => [language, absoluteUrl(`/${language}${path}`)]),
  );
  const url = absoluteUrl(`/${locale}${path}`);
  const pageDescription =
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
    description: pageDescription,
    alternates: {
      canonical: url,
      languages: { ...languages, 'x-default': absoluteUrl(`/${defaultLocale}${path}`) },
    },
    openGraph: {
      type: 'website',
      title,
      description: pageDescription,
      url,
      siteName: meeting.fullTitle[locale],
      locale: openGraphLocale(locale),
      alternateLocale: openGraphLocale(otherLocale(locale)),
      images: [image],
    },
    twitter: {
      card: 'summary_large_image',
      title,
      description: pageDescription,
      images: [{ url: image.url, alt }],
    },
  };
}
