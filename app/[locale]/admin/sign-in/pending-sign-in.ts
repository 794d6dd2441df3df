import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { encryptedCookie } from '@/app/_form/encrypted-cookie';
import { isSameAddress } from '@/lib/text/mailbox-key';

const pendingCookie = encryptedCookie('sign-in', 15 * 60);

/** A browser may ask for this many codes that are valid at the same time. */
const MAX_CODES = 10;

/** The address for which codes were requested, the ids of these codes, newest first, and the page to open after signing in. */
const pendingSchema = z.object({
  address: z.string(),
  codeIds: z.array(z.string()).default([]),
  back: z.string(),
});

type PendingSignIn = z.infer<typeof pendingSchema>;

/**
 * Stores in a cookie of 15 minutes that this browser asks for one more code. Codes that it asked for before stay valid, because emails
 * arrive in any order.
 * @returns the new code's id
 */
export async function rememberPendingSignIn({
  address,
  back,
}: Pick<PendingSignIn, 'address' | 'back'>): Promise<string> {
  const previous = await pendingSignIn();
  const earlier = previous && isSameAddress(previous.address, address) ? previous.codeIds : [];
  const codeId = randomUUID();
  const pending: PendingSignIn = { address, back, codeIds: [codeId, ...earlier].slice(0, MAX_CODES) };
  await pendingCookie.remember(JSON.stringify(pending));
  return codeId;
}

/** @returns the pending sign-in of this browser, or `null` */
export async function pendingSignIn(): Promise<PendingSignIn | null> {
  const text = await pendingCookie.recall();
  return text?.startsWith('{') ? pendingSchema.parse(JSON.parse(text)) : null;
}

export const forgetPendingSignIn = pendingCookie.forget;

const knownBrowserCookie = encryptedCookie('known-browser', 90 * 24 * 60 * 60);

/** Remembers for 90 days that a member signed in with this browser. */
export const rememberKnownBrowser = (address: string): Promise<void> => knownBrowserCookie.remember(address);

/** Whether the member with this address signed in with this browser, so that its codes do not share a limit with strangers. */
export const isKnownBrowser = async (address: string): Promise<boolean> =>
  isSameAddress(await knownBrowserCookie.recall(), address);

/**
 * The page to open after signing in. Only paths of staff pages are accepted, because a forged link could otherwise lead to another
 * site (open redirect).
 * @param back path and query without the language prefix, from the URL
 * @returns `/admin` for any other value
 */
export const safeReturnPath = (back: string): string =>
  /^\/admin([/?][\w/?&=%.,+-]*)?$/.test(back) && !back.includes('..') ? back : '/admin';
