import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { newVisitor, openForm, type Site, secretary, sendForm } from './site';
import { expect } from './test';

/** What of a site is needed to sign in: any installation that has it will do. */
export type SignInDesk = Pick<Site, 'origin' | 'sql' | 'lettersTo' | 'letterTo'>;

const codeFor = async (site: SignInDesk, address: string, before: number) =>
  (await site.letterTo(address, before)).text?.match(/\d{6}/)?.[0] ?? '';

/** Signs in as a person does, on the pages, and ends on the list. */
export async function signIn(page: Page, site: Site, locale = 'ar', address = secretary): Promise<void> {
  // Five codes in an hour are enough for a person, not for a test.
  site.sql('DELETE FROM RateLimiterFlexible');
  const before = site.lettersTo(address).length;
  await page.goto(`${site.origin}/${locale}/admin`);
  await expect(page).toHaveURL(`${site.origin}/${locale}/admin/sign-in`);
  await page.fill('#email', address);
  await page.locator('main form button').click();
  await expect(page.locator('#code')).toBeVisible();
  await page.fill('#code', await codeFor(site, address, before));
  await page.locator('main form button').first().click();
  await expect(page).toHaveURL(`${site.origin}/${locale}/admin`);
}

/**
 * Signs in with plain requests.
 * @param earlier the cookie of a session that the browser has already
 * @returns the cookie of the session, to be sent along
 */
export async function sessionOf(site: SignInDesk, address = secretary, earlier = ''): Promise<string> {
  site.sql('DELETE FROM RateLimiterFlexible');
  const before = site.lettersTo(address).length;
  const asked = await sendForm(await openForm(`${site.origin}/ar/admin/sign-in`), { email: address });
  const carried = asked.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const code = await codeFor(site, address, before);
  const form = await openForm(`${site.origin}/ar/admin/sign-in?step=code`, carried);
  const entered = await sendForm(form, { code }, newVisitor(), `${carried}; ${earlier}`);
  return entered.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .filter((cookie) => cookie?.includes('session_token'))
    .join('; ');
}

/** Makes somebody of the host's staff known, as an invitation would. */
export function inviteHost(site: Site, address: string): void {
  site.sql(
    `INSERT INTO User (id, name, email, emailVerified, role, invitedBy, updatedAt)
     VALUES (?, ?, ?, 0, 'host', ?, ?) ON CONFLICT (email) DO NOTHING`,
    randomUUID(),
    address,
    address,
    secretary,
    '2024-01-01T00:00:00.000+00:00',
  );
}
