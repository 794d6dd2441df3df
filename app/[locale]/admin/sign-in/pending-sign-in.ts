import { z } from 'zod';
import { encryptedCookie } from '@/app/_form/encrypted-cookie';

const cookie = encryptedCookie('sign-in', 15 * 60);

/** The address for which a code was requested, and the page to open after signing in. */
const pendingSchema = z.object({ address: z.string(), back: z.string() });

type PendingSignIn = z.infer<typeof pendingSchema>;

/** Stores a sign-in whose code has not been typed yet, in a cookie that lasts 15 minutes. */
export const rememberPendingSignIn = (pending: PendingSignIn): Promise<void> =>
  cookie.remember(JSON.stringify(pending));

/** @returns the pending sign-in of this browser, or `null` */
export async function pendingSignIn(): Promise<PendingSignIn | null> {
  const text = await cookie.recall();
  return text?.startsWith('{') ? pendingSchema.parse(JSON.parse(text)) : null;
}

export const forgetPendingSignIn = cookie.forget;

/**
 * The page to open after signing in. Only paths of staff pages are accepted, because a forged link could otherwise lead to another
 * site (open redirect).
 * @param back path and query without the language prefix, from the URL
 * @returns `/admin` for any other value
 */
export const safeReturnPath = (back: string): string =>
  /^\/admin([/?][\w/?&=%.,+-]*)?$/.test(back) && !back.includes('..') ? back : '/admin';
