'use server';

import { setTimeout as sleep } from 'node:timers/promises';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { after } from 'next/server';
import {
  addressError,
  clientAddress,
  isLanguageChange,
  localeOf,
  textOf,
  timeToTryAgain,
} from '@/app/_form/form';
import { reportError } from '@/app/_page/with-error-page';
import type { SignInState } from '@/components/staff/sign-in-form';
import { isMailServerReady } from '@/lib/email/transport';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { readAddress } from '@/lib/registration/schema';
import { log } from '@/lib/server/log';
import { consume } from '@/lib/server/rate-limits';
import { CODE_LENGTH, sendCode, signInWithCode, signOut } from '@/lib/staff/sessions';
import { readDigits } from '@/lib/text/digits';
import {
  forgetPendingSignIn,
  isKnownBrowser,
  pendingSignIn,
  rememberKnownBrowser,
  rememberPendingSignIn,
  safeReturnPath,
} from './sign-in/pending-sign-in';

/**
 * The response waits this long for every address. By then the code is made, so that this work delays no following request. Such a
 * delay would reveal that the address belongs to a member.
 */
const RESPONSE_DELAY_MS = 100;

/**
 * Sends a sign-in code, if the address belongs to a member. The response is the same for every address and comes after the same
 * time: it waits for `RESPONSE_DELAY_MS`, and not for the code to be sent. A code is sent once and not by the outbox, so whoever asks while
 * the mail server is out of reach is told so: that is found out for every address alike, before anything is done with it.
 */
export async function askForCode(_: SignInState, form: FormData): Promise<SignInState> {
  const locale = localeOf(form);
  const t = translator(locale);
  const value = textOf(form, 'email').trim();
  if (isLanguageChange(form)) return { value };
  try {
    const address = readAddress(value);
    if (!address) return { value, error: addressError(value, locale) };
    const client = await clientAddress();
    const isKnown = await isKnownBrowser(address);
    const allowed = isKnown ? null : await consume('codeByClient', client);
    if (allowed?.ok === false) return { value, error: tooMany(locale, allowed.retryAfterMs) };

    if (!(await isMailServerReady())) {
      log.error({ event: 'sign-in-code.impossible' });
      return { value, error: t('admin.signIn.noMail') };
    }

    const codeId = await rememberPendingSignIn({ address, back: safeReturnPath(textOf(form, 'back')) });
    // Exceeding these limits changes nothing in the response: it would tell a stranger how often the owner asked for codes.
    const isFirst = !isKnown && (await consume('firstCode', client, address)).ok;
    const limit = isKnown ? 'codeByKnownBrowser' : isFirst ? 'codeByMailbox' : 'codeAgainByMailbox';
    if ((await consume(limit, address)).ok) {
      const sending = sendCode(address, codeId, locale).catch((error) =>
        log.error({ event: 'sign-in-code.failed', err: error }),
      );
      after(sending);
    }
    await sleep(RESPONSE_DELAY_MS);
    redirect(`/${locale}/admin/sign-in?step=code`);
  } catch (error) {
    return { value, error: `${t('errorPage.text')} ${reportError(error)}` };
  }
}

/** Signs in with the code from the email. */
export async function enterCode(_: SignInState, form: FormData): Promise<SignInState> {
  const locale = localeOf(form);
  const t = translator(locale);
  const value = textOf(form, 'code').trim();
  if (isLanguageChange(form)) return { value };
  try {
    const { back, ...asked } = (await pendingSignIn()) ?? redirect(`/${locale}/admin/sign-in`);
    const code = readDigits(value);
    if (code?.length !== CODE_LENGTH) return { value, error: t('admin.signIn.codeMissing') };

    // In a known browser the few codes and the few attempts on each are limit enough, whatever others in its network do.
    const isKnown = await isKnownBrowser(asked.address);
    const allowed = isKnown ? null : await consume('attemptByClient', await clientAddress());
    if (allowed?.ok === false) return { value, error: tooMany(locale, allowed.retryAfterMs) };
    if (!(await signInWithCode(asked, code, await headers()))) {
      return { value, error: t('admin.signIn.codeWrong') };
    }
    await forgetPendingSignIn();
    await rememberKnownBrowser(asked.address);
    redirect(`/${locale}${back}`);
  } catch (error) {
    return { value, error: `${t('errorPage.text')} ${reportError(error)}` };
  }
}

/** Signs out. */
export async function leave(form: FormData): Promise<void> {
  // Leads to the sign-in page even if the database is unreachable and the session cannot be ended.
  await signOut(await headers()).catch(reportError);
  redirect(`/${localeOf(form)}/admin/sign-in`);
}

const tooMany = (locale: Locale, retryAfterMs: number): string =>
  translator(locale)('admin.signIn.tooMany', { time: timeToTryAgain(retryAfterMs) });
