import { EmailLink } from '@/components/ui/email-link';
import { NoWrap } from '@/components/ui/no-wrap';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { facts } from '@/lib/meeting/content/facts';

type Props = { locale: Locale; contact: string; year: number };

/** The footer of every page: contact, and links to the pages that are not in the main navigation. */
export function SiteFooter({ locale, contact, year }: Props) {
  const t = translator(locale);
  const links = [
    ['registration', t('site.lostLink')],
    ['share', t('share.title')],
    ['privacy', t('site.privacy')],
    ['accessibility', t('site.accessibility')],
  ];
  return (
    <footer className="mt-16 border-t-4 border-t-gold bg-raised text-[0.9375rem]">
      <div className="page-width flex flex-wrap justify-between gap-x-12 gap-y-4 py-8">
        <div>
          <p className="font-alexandria font-semibold">
            <NoWrap text={facts.fullTitle[locale]} />
          </p>
          <p>
            {t('site.contact')}: <EmailLink address={contact} />
          </p>
        </div>
        <nav aria-label={t('site.footerNavigation')}>
          <ul>
            {links.map(([path, label]) => (
              <li key={path}>
                <a className="quiet-link inline-block py-2.5" href={`/${locale}/${path}`}>
                  {label}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <p className="w-full text-quiet">{t('site.copyright', { year: String(year) })}</p>
      </div>
    </footer>
  );
}
