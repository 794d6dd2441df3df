import { cookies } from 'next/headers';
import { config } from '@/lib/config';
import { seal, unseal } from '@/lib/seal';

const COOKIE = 'typed-address';
const KEPT_S = 10 * 60;

/** Keeps the address for the page of thanks, sealed, so that a slip in it is seen there and nowhere else. */
export async function rememberTypedAddress(address: string): Promise<void> {
  (await cookies()).set(COOKIE, seal(address, 'typed-address'), {
    httpOnly: true,
    sameSite: 'lax',
    secure: config().appUrl.startsWith('https:'),
    maxAge: KEPT_S,
    path: '/',
  });
}

/** @returns the address that was just typed in this browser, `null` some minutes later or in another one */
export async function typedAddress(): Promise<string | null> {
  const sealed = (await cookies()).get(COOKIE)?.value;
  return sealed ? unseal(sealed, 'typed-address') : null;
}
