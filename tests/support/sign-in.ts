import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { newVisitor, openForm, type Site, secretary, sendForm } from './site';
import { expect } from './test';

/** The functions of a site that signing in needs, so that other installations than `Site` can be used. */
export type SignInSite = Pick<Site, 'origin' | 'sql' | 'emailsTo' | 'waitForEmail'>;

const codeFor = async (site: SignInSite, address: string, before: number) =>
  (await site.waitForEmail(address, before)).text?.match(/\d{6}/)?.[0] ?? '';

/** Signs in on the pages, as a person does. The page then shows the list. */
export async function signIn(page: Page, site: Site, locale = 'ar', address = secretary): Promise<void> {
  // Tests need more codes than the rate limit of five in an hour allows.
  site.sql('DELETE FROM RateLimiterFlexible');
  const before = site.emailsTo(address).length;
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
 * Signs in by HTTP requests, without a browser.
 * @param previousCookie the cookie of an earlier session
 * @returns the cookie of the new session, for the `Cookie` header
 */
export async function sessionOf(site: SignInSite, address = secretary, previousCookie = ''): Promise<string> {
  site.sql('DELETE FROM RateLimiterFlexible');
  const before = site.emailsTo(address).length;
  const codeRequest = await sendForm(await openForm(`${site.origin}/ar/admin/sign-in`), { email: address });
  const addressCookie = codeRequest.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const code = await codeFor(site, address, before);
  const form = await openForm(`${site.origin}/ar/admin/sign-in?step=code`, addressCookie);
  const signedIn = await sendForm(form, { code }, newVisitor(), `${addressCookie}; ${previousCookie}`);
  return signedIn.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .filter((cookie) => cookie?.includes('session_token'))
    .join('; ');
}

/** Adds a member with the role `host`, as an invitation does. */
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
