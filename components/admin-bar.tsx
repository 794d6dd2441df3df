import { translator } from '@/lib/i18n/translator';
import type { Locale } from '@/lib/locale';

type Props = { locale: Locale; email: string; signOut: (form: FormData) => Promise<void> };

/** Who is signed in, and the way out. */
export function AdminBar({ locale, email, signOut }: Props) {
  const t = translator(locale);
  return (
    <div className="mb-6 flex flex-wrap items-center justify-between gap-3 border-b border-aeblack-100 py-3 text-[0.9375rem]">
      <div>
        {t('admin.signedInAs')}{' '}
        <bdi dir="ltr" className="font-semibold">
          {email}
        </bdi>
      </div>
      <form action={signOut}>
        <input type="hidden" name="locale" value={locale} />
        <button type="submit" className="quiet-link cursor-pointer py-2">
          {t('admin.signOut')}
        </button>
      </form>
    </div>
  );
}
