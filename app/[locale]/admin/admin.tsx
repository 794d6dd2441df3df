import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { clientAddress, localeOf, nextAttempt, searchParamsOf, timeToTryAgain } from '@/app/_form/form';
import { pageMetadata } from '@/app/_page/metadata';
import { PageLayout } from '@/app/_page/page-layout';
import {
  type PageProps,
  reportError,
  withErrorPage,
  withErrorResponse,
  withFallbackMetadata,
} from '@/app/_page/with-error-page';
import { AdminBar } from '@/components/staff/admin-bar';
import type { AdminFormState } from '@/components/staff/admin-form';
import type { Actor } from '@/lib/audit/audit';
import { config } from '@/lib/config';
import { directionOf, isLocale, type Locale, otherLocale } from '@/lib/i18n/locale';
import { type Translator, translator } from '@/lib/i18n/translator';
import { setResponseStatus } from '@/lib/server/http-server';
import { log } from '@/lib/server/log';
import { consume, type Limit } from '@/lib/server/rate-limits';
import { type SignedIn, signedIn } from '@/lib/staff/sessions';
import type { Role } from '@/prisma/client/client';
import { leave } from './actions';

type Titles = Parameters<Translator>[0];

/** The head of a page of the secretariat; search engines are not to list it. */
export const adminMetadata = (title: Titles) =>
  withFallbackMetadata(async ({ params }: PageProps) => {
    const { locale } = await params;
    const t = translator(locale);
    return pageMetadata({ locale, path: '', title: `${t(title)} – ${t('admin.title')}`, isPublic: false });
  });

/** What a page of the secretariat is made from. */
export type AdminPageContext<Params extends object = object> = {
  locale: Locale;
  t: Translator;
  member: SignedIn;
  params: { locale: Locale } & Params;
  /** What stands behind the question mark of the address; what stands there twice comes with commas in between. */
  searchParams: Record<string, string | undefined>;
};

type Place<Params> = {
  /** The address behind the language. */
  path: (params: { locale: Locale } & Params) => string;
  /** Who may see it; the secretariat alone unless the page says otherwise. */
  roles?: readonly Role[];
  isWide?: boolean;
};

/**
 * A page of the secretariat. It asks for the session itself, sends whoever has none to sign in and back here, and tells
 * whoever is not meant that it is not theirs. A page that finds nothing to show returns `null`.
 */
export function adminPage<Params extends object = object>(
  { path, roles = ['secretariat'], isWide = false }: Place<Params>,
  page: (admin: AdminPageContext<Params>) => Promise<ReactNode>,
) {
  return withErrorPage(async (props: PageProps<Params>) => {
    await connection();
    const params = await props.params;
    const asked = new URLSearchParams(
      Object.entries(await props.searchParams).flatMap(([name, value = []]) =>
        [value].flat().map((one) => [name, one]),
      ),
    );
    const { locale } = params;
    const here = path(params);
    const member = (await signedIn(await headers())) ?? redirect(signInAddress(locale, here, asked));
    const t = translator(locale);
    const isMeant = mayDo(member, roles);
    if (!isMeant) setResponseStatus(403);
    const content = isMeant ? (
      await page({ locale, t, member, params, searchParams: searchParamsOf(asked) })
    ) : (
      <NotYours t={t} />
    );
    if (content === null) setResponseStatus(404);
    return (
      <PageLayout locale={locale} path={`${here}${asked.size > 0 ? `?${asked}` : ''}`} isWide={isWide}>
        <AdminBar locale={locale} member={member} here={here} signOut={leave} />
        {content ?? <Nothing t={t} />}
      </PageLayout>
    );
  });
}

/** Whether somebody has one of the roles; whoever tries without is written down. */
function mayDo(member: SignedIn, roles: readonly Role[] = ['secretariat']): boolean {
  const may = roles.includes(member.role);
  if (!may) log.warn({ event: 'access.refused', member: member.id });
  return may;
}

/** The page to sign in, which leads back to where one was. */
export function signInAddress(locale: Locale, here: string, asked: URLSearchParams): string {
  const back = `${here}${asked.size > 0 ? `?${asked}` : ''}`;
  return `/${locale}/admin/sign-in${back === '/admin' ? '' : `?${new URLSearchParams({ back })}`}`;
}

const NotYours = ({ t }: { t: Translator }) => (
  <section className="notice prose-width">
    <h1 className="mb-2 text-2xl">{t('admin.notYours.heading')}</h1>
    <p>{t('admin.notYours.text')}</p>
  </section>
);

const Nothing = ({ t }: { t: Translator }) => (
  <section className="notice prose-width">
    <h1 className="mb-2 text-2xl">{t('admin.nothing.heading')}</h1>
    <p>{t('admin.nothing.text')}</p>
  </section>
);

/** What an action of the secretariat works with. */
export type AdminSubmission = {
  locale: Locale;
  t: Translator;
  member: SignedIn;
  /** Who does it, for the audit log. */
  actor: Actor;
  form: FormData;
  /** The form goes back to its reader with what was typed; `about` says what there is to say. */
  again: (about: Partial<AdminFormState>) => AdminFormState;
  /** The same, for one thing that is wrong with the whole form. */
  refused: (text: string) => AdminFormState;
  /** Counts one more try of this member. @returns the form with the time from which on it may be tried again, where there were too many */
  tooMany: (limit: Limit) => Promise<AdminFormState | null>;
};

/**
 * What every action of the secretariat begins with: it asks for the session and the role itself. Whoever's session has ended
 * keeps the page with everything typed, signs in beside it and sends the form again.
 */
export async function adminAction(
  previous: AdminFormState,
  form: FormData,
  work: (submission: AdminSubmission) => Promise<AdminFormState>,
): Promise<AdminFormState> {
  const locale = localeOf(form);
  const t = translator(locale);
  const values = Object.fromEntries(
    form instanceof FormData
      ? [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string')
      : [],
  );
  const again = (about: Partial<AdminFormState>): AdminFormState => ({
    attempt: nextAttempt(previous),
    values,
    errors: [],
    ...about,
  });
  const refused = (text: string) => again({ errors: [{ text }] });
  try {
    const member = await signedIn(await headers());
    if (!member) {
      return again({
        errors: [{ text: t('admin.form.signedOut') }],
        link: { href: `/${locale}/admin/sign-in`, text: t('admin.form.signIn') },
      });
    }
    if (!mayDo(member)) return refused(t('admin.notYours.text'));
    const actor = { actor: 'secretariat', by: member.email, ipAddress: await clientAddress() } as const;
    const tooMany = async (limit: Limit) => {
      const allowed = await consume(limit, member.email);
      return allowed.ok ? null : refused(t('admin.tooMany', { time: timeToTryAgain(allowed.retryAfterMs) }));
    };
    return await work({ locale, t, member, actor, form, again, refused, tooMany });
  } catch (error) {
    const contact = config().secretariatEmail;
    return refused(t('registration.surprise', { contact, reference: reportError(error) }));
  }
}

type RouteContext = { params: Promise<{ locale: string }> };

/**
 * Whether a browser says that it was led here by another site (Fetch Metadata, `Sec-Fetch-Site`): such a site could make a member
 * take file after file, up to the limit of that hour. `none` is an address that was typed; a program that does not say is no
 * browser with a page open.
 */
const isLedByAnotherSite = (headers: Headers): boolean =>
  !['same-origin', 'none'].includes(headers.get('sec-fetch-site') ?? 'none');

/** Says so in both languages, and where the file is to be had. @param path of its page, behind the language */
function ledByAnotherSite(path: string, locale: Locale): Response {
  const parts = [locale, otherLocale(locale)].map((each) => {
    const t = translator(each);
    return `<div lang="${each}" dir="${directionOf(each)}"><h1>${t('admin.elsewhere.heading')}</h1><p>${t('admin.elsewhere.text')}</p><p><a href="/${each}${path}">${t('admin.elsewhere.link')}</a></p></div>`;
  });
  return new Response(
    `<!doctype html><html lang="${locale}" dir="${directionOf(locale)}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${translator(locale)('admin.elsewhere.heading')}</title><body>${parts.join('')}</body></html>`,
    {
      status: 403,
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    },
  );
}

/**
 * A file of the secretariat to download. It asks for the session and the role itself, and before anything is counted whether
 * one of the site's own pages led here.
 * @param path of the page on which it stands, behind the language
 */
export const adminRoute = (
  path: string,
  route: (request: Request, admin: { locale: Locale; member: SignedIn; actor: Actor }) => Promise<Response>,
) =>
  withErrorResponse(async (request: Request, { params }: RouteContext) => {
    const { locale } = await params;
    if (!isLocale(locale)) return new Response(null, { status: 404 });
    if (isLedByAnotherSite(request.headers)) return ledByAnotherSite(path, locale);
    const member = await signedIn(request.headers);
    if (!member) {
      // A relative address: behind a proxy the request does not know the public one.
      const location = signInAddress(locale, path, new URL(request.url).searchParams);
      return new Response(null, { status: 303, headers: { location } });
    }
    if (!mayDo(member)) {
      return new Response(translator(locale)('admin.notYours.text'), {
        status: 403,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
      });
    }
    const allowed = await consume('fileByMember', member.email);
    if (!allowed.ok) {
      const time = timeToTryAgain(allowed.retryAfterMs);
      return new Response(translator(locale)('admin.tooMany', { time }), {
        status: 429,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
      });
    }
    const response = await route(request, {
      locale,
      member,
      actor: { actor: 'secretariat', by: member.email, ipAddress: await clientAddress() },
    });
    response.headers.set('cache-control', 'private, no-store');
    response.headers.set('x-robots-tag', 'noindex');
    return response;
  });
