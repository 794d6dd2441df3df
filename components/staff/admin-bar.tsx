import { RedirectForm } from '@/components/form/action-form';
import { failureLabels } from '@/components/form/failure-labels';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { Member } from '@/lib/staff/members';
import { displayAddress } from '@/lib/text/email-address';

type Props = {
  locale: Locale;
  member: Member;
  /** The path of this page without the language prefix. */
  path: string;
  signOut: (form: FormData) => Promise<void>;
};

/** The staff pages in the navigation, each with its path. The host may see only the first one. */
const pages = [
  ['list', '/admin'],
  ['record', '/admin/record'],
  ['import', '/admin/import'],
  ['letters', '/admin/letters'],
  ['print', '/admin/print'],
  ['deadline', '/admin/deadline'],
  ['people', '/admin/people'],
  ['mail', '/admin/mail'],
  ['log', '/admin/log'],
] as const;

/** The navigation of the staff pages, with the signed-in member and a button to sign out. */
export function AdminBar({ locale, member, path, signOut }: Props) {
  const t = translator(locale);
  const visiblePages = member.role === 'secretariat' ? pages : pages.slice(0, 1);
  return (
    <div className="admin-bar mb-6 flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line py-3 text-[0.9375rem]">
      <nav aria-label={t('admin.navigation')}>
        <ul className="flex flex-wrap gap-x-5 gap-y-1">
          {visiblePages.map(([name, pagePath]) => (
            <li key={name}>
              <a
                className="quiet-link inline-block py-1 aria-[current=page]:font-semibold aria-[current=page]:no-underline"
                href={`/${locale}${pagePath}`}
                aria-current={path === pagePath ? 'page' : undefined}
              >
                {t(`admin.rooms.${name}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <RedirectForm
        action={signOut}
        locale={locale}
        failureLabels={failureLabels[locale]}
        className="flex flex-wrap items-center gap-x-4"
      >
        <span>
          {t('admin.signedInAs')}{' '}
          <bdi dir="ltr" className="font-semibold break-all">
            {displayAddress(member.email)}
          </bdi>{' '}
          ({t(`admin.role.${member.role}`)})
        </span>
        <button type="submit" className="quiet-link cursor-pointer py-2">
          {t('admin.signOut')}
        </button>
      </RedirectForm>
    </div>
  );
}
