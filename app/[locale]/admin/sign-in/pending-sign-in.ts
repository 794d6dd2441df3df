import { z } from 'zod';
import { encryptedCookie } from '@/app/_form/encrypted-cookie';

const cookie = encryptedCookie('sign-in', 15 * 60);

const asked = z.object({ address: z.string(), back: z.string() });

/** Carries the address, and where its owner was, from the first step of signing in to the second. */
export const rememberPendingSignIn = (searchParams: z.infer<typeof asked>): Promise<void> =>
  cookie.remember(JSON.stringify(searchParams));

/** @returns what was asked for in this browser, `null` when nothing was */
export async function pendingSignIn(): Promise<z.infer<typeof asked> | null> {
  const text = await cookie.recall();
  return text?.startsWith('{') ? asked.parse(JSON.parse(text)) : null;
}

export const forgetPendingSignIn = cookie.forget;

/**
 * Where to go after signing in: a page of the secretariat, and nothing else that an address may have been made to say.
 * @param back the address behind the language
 */
export const safeReturnPath = (back: string): string =>
  /^\/admin([/?][\w/?&=%.,+-]*)?$/.test(back) && !back.includes('..') ? back : '/admin';
