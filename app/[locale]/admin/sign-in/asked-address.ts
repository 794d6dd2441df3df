import { cookies } from 'next/headers';
import { unseal } from '@/lib/seal';

/** Carries the address from the first step of signing in to the second, sealed. */
export const SIGN_IN_COOKIE = 'sign-in';

/** @returns the address for which a code was asked in this browser, `null` when none was */
export async function askedAddress(): Promise<string | null> {
  const sealed = (await cookies()).get(SIGN_IN_COOKIE)?.value;
  return sealed ? unseal(sealed, 'sign-in') : null;
}
