import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { encryptToken } from '@/lib/crypto/token-encryption';
import { NOTICE, noticeOf, spentNotice } from '@/lib/server/notice-cookie';
import { cookieName } from '@/lib/server/urls';

describe('a notice', () => {
  it.each([
    ['/ar/admin/people?done=invited', '/admin/people?done=invited'],
    ['/en/admin/people?done=invited', '/admin/people?done=invited'],
    ['/admin/people?done=invited', '/admin/people?done=invited'],
    ['/ar/registration?sent', '/registration?sent='],
    ['/ar/registration?sent=', '/registration?sent='],
    ['/ar/registration?sent=&_rsc=1a2b', '/registration?sent='],
    ['/ar/admin?status=confirmed&nothing', '/admin?status=confirmed&nothing='],
    ['/fr/admin?done=x', '/fr/admin?done=x'],
  ])('is for one address in any spelling and language: %s', (address, notice) => {
    expect(noticeOf(address)).toBe(notice);
  });

  const request = (url: string, cookie: string, method = 'GET') =>
    ({ method, url, headers: { cookie } }) as IncomingMessage;
  const sealed = (address: string) => `${cookieName(NOTICE)}=${encryptToken(noticeOf(address), NOTICE)}`;

  it('is deleted with the page that shows it, and with no other', () => {
    const cookie = `other=1; ${sealed('/ar/admin/people?done=invited')}`;
    expect(spentNotice(request('/ar/admin/people?done=invited', cookie))).toBe(
      `${cookieName(NOTICE)}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=lax`,
    );
    expect(spentNotice(request('/ar/admin/people', cookie))).toBeNull();
    expect(spentNotice(request('/ar/admin/people?done=removed', cookie))).toBeNull();
    expect(spentNotice(request('/ar/admin/people?done=invited', cookie, 'POST'))).toBeNull();
    expect(spentNotice(request('/ar/admin/people?done=invited', ''))).toBeNull();
    expect(spentNotice(request('/ar/admin/people?done=invited', `${cookieName(NOTICE)}=forged`))).toBeNull();
  });
});
