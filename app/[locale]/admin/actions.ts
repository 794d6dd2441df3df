'use server';

import { setTimeout as sleep } from 'node:timers/promises';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { after } from 'next/server';
import { clientAddress, localeOf, textOf, timeToTryAgain } from '@/app/_form/form';
import { reportError } from '@/app/_page/with-error-page';
import type { SignInState } from '@/components/staff/sign-in-form';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { readAddress } from '@/lib/registration/schema';
import { log } from '@/lib/server/log';
import { consume } from '@/lib/server/rate-limits';
import { sendCode, signInWithCode, signOut } from '@/lib/staff/sessions';
import {
  forgetPendingSignIn,
  pendingSignIn,
  rememberPendingSignIn,
  safeReturnPath,
} from './sign-in/pending-sign-in';

/** The answer comes so long after the code began to be made, whoever asks: by then nothing of it keeps another request waiting. */
const CODE_MS = 100;

/** Asks for a code. The answer is the same for every address, after the same time; the mail server is not waited for. */
export async function askForCode(_: SignInState, form: FormData): Promise<SignInState> {
  const locale = localeOf(form);
  const t = translator(locale);
  const value = textOf(form, 'email').trim();
  try {
    const address = readAddress(value);
    if (!address) return { value, error: t('problems.address') };
    const allowed = await consume('codeByClient', await clientAddress());
    if (!allowed.ok) return { value, error: tooMany(locale, allowed.retryAfterMs) };

    await rememberPendingSignIn({ address, back: safeReturnPath(textOf(form, 'back')) });
    // A refusal would tell a stranger how often somebody else has asked.
    if ((await consume('codeByMailbox', address)).ok) {
      const sending = sendCode(address, locale).catch((error) =>
        log.error({ event: 'sign-in-code.failed', err: error }),
      );
      after(sending);
    }
    await sleep(CODE_MS);
    redirect(`/${locale}/admin/sign-in?step=code`);
  } catch (error) {
    return { value, error: `${t('errorPage.text')} ${reportError(error)}` };
  }
}

/** Signs in with the code that came by letter. */
export async function enterCode(_: SignInState, form: FormData): Promise<SignInState> {
  const locale = localeOf(form);
  const t = translator(locale);
  const value = textOf(form, 'code').trim();
  try {
    const { address, back } = (await pendingSignIn()) ?? redirect(`/${locale}/admin/sign-in`);
    // As people write it: with spaces, with a hyphen, in Arabic-Indic digits.
    const code = value
      .normalize('NFKC')
      .replace(/[\s-]/g, '')
      .replace(/[٠-٩]/g, (digit) => `${digit.charCodeAt(0) - 0x660}`);
    if (!/^\d{6}$/.test(code)) return { value, error: t('admin.signIn.codeMissing') };

    const allowed = await consume('attemptByClient', await clientAddress());
    if (!allowed.ok) return { value, error: tooMany(locale, allowed.retryAfterMs) };
    if (!(await signInWithCode(address, code, await headers()))) {
      return { value, error: t('admin.signIn.codeWrong') };
    }
    await forgetPendingSignIn();
    redirect(`/${locale}${back}`);
  } catch (error) {
    return { value, error: `${t('errorPage.text')} ${reportError(error)}` };
  }
}

/** Ends the session. */
export async function leave(form: FormData): Promise<void> {
  // Whoever leaves is led out, also when the database cannot be told.
  await signOut(await headers()).catch(reportError);
  redirect(`/${localeOf(form)}/admin/sign-in`);
}

const tooMany = (locale: Locale, retryAfterMs: number): string =>
  translator(locale)('admin.signIn.tooMany', { time: timeToTryAgain(retryAfterMs) });
