import { cookies } from 'next/headers';
import { decryptToken, encryptToken } from '@/lib/crypto/token-encryption';
import { cookieName, isHttps } from '@/lib/server/urls';

/**
 * A text that a browser carries from one page to the next without being able to read or make it.
 * @param name also says what the seal is for
 */
export function encryptedCookie(name: 'sign-in' | 'typed-address', maxAge: number) {
  const attributes = () => ({
    name: cookieName(name),
    httpOnly: true,
    sameSite: 'lax' as const,
    secure: isHttps(),
    path: '/',
  });
  return {
    async remember(text: string): Promise<void> {
      (await cookies()).set({ ...attributes(), value: encryptToken(text, name), maxAge });
    },
    /** @returns `null` when this browser carries none, or one that was not sealed here */
    async recall(): Promise<string | null> {
      const sealed = (await cookies()).get(attributes().name)?.value;
      return sealed ? decryptToken(sealed, name) : null;
    },
    async forget(): Promise<void> {
      (await cookies()).delete(attributes());
    },
  };
}
