import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { Locale } from '@/lib/locale';
import { type Secretary, secretary } from '@/lib/session';

/** Who is signed in; anyone else is sent to the sign-in page. Each page and action of the secretariat asks for itself. */
export async function requireSecretary(locale: Locale): Promise<Secretary> {
  return (await secretary(await headers())) ?? redirect(`/${locale}/admin/sign-in`);
}
