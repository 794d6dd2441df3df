import { cookies } from 'next/headers';
import { z } from 'zod';
import { config } from '@/lib/config';
import { seal, unseal } from '@/lib/seal';

const COOKIE = 'sign-in';
const KEPT_S = 15 * 60;

const asked = z.object({ address: z.string(), back: z.string() });

/** Carries the address, and where its owner was, from the first step of signing in to the second, sealed. */
export async function rememberAsked(said: z.infer<typeof asked>): Promise<void> {
  (await cookies()).set(COOKIE, seal(JSON.stringify(said), 'sign-in'), {
    httpOnly: true,
    sameSite: 'lax',
    secure: config().appUrl.startsWith('https:'),
    maxAge: KEPT_S,
    path: '/',
  });
}

/** @returns what was asked for in this browser, `null` when nothing was */
export async function askedBefore(): Promise<z.infer<typeof asked> | null> {
  const sealed = (await cookies()).get(COOKIE)?.value;
  const text = sealed && unseal(sealed, 'sign-in');
  return text?.startsWith('{') ? asked.parse(JSON.parse(text)) : null;
}

export async function forgetAsked(): Promise<void> {
  (await cookies()).delete(COOKIE);
}

/**
 * Where to go after signing in: a page of the secretariat, and nothing else that an address may have been made to say.
 * @param back the address behind the language
 */
export const safeBack = (back: string): string =>
  /^\/admin([/?][\w/?&=%.,+-]*)?$/.test(back) && !back.includes('..') ? back : '/admin';
