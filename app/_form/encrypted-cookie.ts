import { cookies } from 'next/headers';
import { decryptToken, encryptToken } from '@/lib/crypto/token-encryption';
import { cookieName, isHttps } from '@/lib/server/urls';

/**
 * A cookie that carries a text from one page to the next, encrypted, so that nobody can read or forge it.
 * @param name the cookie's name. It is also the purpose of the encryption: no other cookie's value decrypts under it.
 * @param maxAgeS seconds until the browser deletes it
 */
export function encryptedCookie(
  name: 'sign-in' | 'known-browser' | 'typed-address' | 'notice',
  maxAgeS: number,
) {
  const attributes = () => ({
    name: cookieName(name),
    httpOnly: true,
    sameSite: 'lax' as const,
    secure: isHttps(),
    path: '/',
  });
  return {
    async remember(text: string): Promise<void> {
      (await cookies()).set({ ...attributes(), value: encryptToken(text, name), maxAge: maxAgeS });
    },
    /** @returns `null` when the browser sends no such cookie, or one that this site did not encrypt */
    async recall(): Promise<string | null> {
      const encrypted = (await cookies()).get(attributes().name)?.value;
      return encrypted ? decryptToken(encrypted, name) : null;
    },
    async forget(): Promise<void> {
      (await cookies()).delete(attributes());
    },
  };
}
