import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import {
  clientAddress,
  isLanguageChange,
  localeOf,
  nextAttempt,
  searchParamsOf,
  textOf,
  timeToTryAgain,
} from '@/app/_form/form';
import { hasNotice, queryOf } from '@/app/_form/notice';
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
import { log } from '@/lib/server/log';
import { consume, type Limit } from '@/lib/server/rate-limits';
import { setResponseStatus } from '@/lib/server/request-context';
import { type SignedIn, signedIn } from '@/lib/staff/sessions';
import type { Role } from '@/prisma/client/client';
import { leave } from './actions';

type MessageKey = Parameters<Translator>[0];

/** The metadata of a staff page, with `noindex` for search engines. */
export const adminMetadata = (title: MessageKey) =>
  withFallbackMetadata(async ({ params }: PageProps) => {
    const { locale } = await params;
    const t = translator(locale);
    return pageMetadata({ locale, path: '', title: `${t(title)} – ${t('admin.title')}`, isPublic: false });
  });

/** What a staff page is rendered from. */
export type AdminPageContext<Params extends object = object> = {
  locale: Locale;
  t: Translator;
  member: SignedIn;
  params: { locale: Locale } & Params;
  /** The query parameters of the URL. The values of a repeated parameter are joined by commas. */
  searchParams: Record<string, string | undefined>;
  /** Whether an action has just led this browser to this URL. Only then the page may say that something was done. */
  hasNotice: boolean;
};

type PageOptions<Params> = {
  /** The path of the page without the language prefix. */
  path: (params: { locale: Locale } & Params) => string;
  /** The roles that may see it; by default only the secretariat. */
  roles?: readonly Role[];
  /** Uses the whole width of the screen, for wide tables. */
  isWide?: boolean;
};

/**
 * Makes a staff page that checks the session and the role itself. A visitor without a session signs in and comes back to this
 * page. A member without the role gets status 403.
 * @param render returns the content, or `null` where the URL leads to nothing, for example to an unknown id: status 404
 */
export function adminPage<Params extends object = object>(
  { path: pathOf, roles = ['secretariat'], isWide = false }: PageOptions<Params>,
  render: (context: AdminPageContext<Params>) => Promise<ReactNode>,
) {
  return withErrorPage(async (props: PageProps<Params>) => {
    await connection();
    const params = await props.params;
    const query = queryOf(await props.searchParams);
    const { locale } = params;
    const path = pathOf(params);
    const member = (await signedIn(await headers())) ?? redirect(signInUrl(locale, path, query));
    const t = translator(locale);
    const isAllowed = checkRole(member, roles);
    if (!isAllowed) setResponseStatus(403);
    const content = isAllowed ? (
      await render({
        locale,
        t,
        member,
        params,
        searchParams: searchParamsOf(query),
        hasNotice: await hasNotice(path, query),
      })
    ) : (
      <AccessDenied t={t} />
    );
    if (content === null) setResponseStatus(404);
    return (
      <PageLayout locale={locale} path={withQuery(path, query)} isWide={isWide}>
        <AdminBar locale={locale} member={member} path={path} signOut={leave} />
        {content ?? <NotFound t={t} />}
      </PageLayout>
    );
  });
}

/** Whether the member has one of the roles. A refusal is logged. */
function checkRole(member: SignedIn, roles: readonly Role[] = ['secretariat']): boolean {
  const isAllowed = roles.includes(member.role);
  if (!isAllowed) log.warn({ event: 'access.refused', member: member.id });
  return isAllowed;
}

const withQuery = (path: string, query: URLSearchParams): string =>
  query.size > 0 ? `${path}?${query}` : path;

/** The URL of the sign-in page, which leads back to the page that was asked for. @param path without the language prefix */
function signInUrl(locale: Locale, path: string, query: URLSearchParams): string {
  const back = withQuery(path, query);
  return `/${locale}/admin/sign-in${back === '/admin' ? '' : `?${new URLSearchParams({ back })}`}`;
}

const AccessDenied = ({ t }: { t: Translator }) => (
  <section className="notice prose-width">
    <h1 className="mb-2 text-2xl">{t('admin.notYours.heading')}</h1>
    <p>{t('admin.notYours.text')}</p>
  </section>
);

const NotFound = ({ t }: { t: Translator }) => (
  <section className="notice prose-width">
    <h1 className="mb-2 text-2xl">{t('admin.nothing.heading')}</h1>
    <p>{t('admin.nothing.text')}</p>
  </section>
);

/** One submission of a staff form: who sent it, its fields, and the ways to respond. */
export type AdminSubmission = {
  locale: Locale;
  t: Translator;
  member: SignedIn;
  /** The member as the audit log names them. */
  actor: Actor;
  form: FormData;
  /** The view of the list from which the page of the form was opened: its parameter `list`. */
  list: string | undefined;
  /** Shows the form again with the typed values; `changes` adds errors, a question, a notice … */
  again: (changes: Partial<AdminFormState>) => AdminFormState;
  /** Shows the form again with one error about the whole form. */
  refused: (text: string) => AdminFormState;
  /** Counts one more attempt of this member. @returns `null` within the limit, else the form with the time of the next attempt */
  tooMany: (limit: Limit) => Promise<AdminFormState | null>;
};

/**
 * Runs a staff action after it has checked the session and the role. A member whose session has ended keeps the page with the
 * typed values, signs in in another window and sends the form again.
 */
export async function adminAction(
  previous: AdminFormState,
  form: FormData,
  action: (submission: AdminSubmission) => Promise<AdminFormState>,
): Promise<AdminFormState> {
  const locale = localeOf(form);
  const t = translator(locale);
  const values = Object.fromEntries(
    form instanceof FormData
      ? [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string')
      : [],
  );
  const seen = textOf(form, 'seen');
  const again = (changes: Partial<AdminFormState>): AdminFormState => ({
    attempt: nextAttempt(previous),
    values,
    errors: [],
    // Without JavaScript the page is rendered again from newer data: the form stays one of the version that was read.
    ...(/^\d+$/.test(seen) && { expectedVersion: Number(seen) }),
    ...changes,
  });
  const refused = (text: string) => again({ errors: [{ text }] });
  if (isLanguageChange(form)) return again({});
  try {
    const member = await signedIn(await headers());
    if (!member) {
      return again({
        errors: [{ text: t('admin.form.signedOut') }],
        link: { href: `/${locale}/admin/sign-in`, text: t('admin.form.signIn') },
      });
    }
    if (!checkRole(member)) return refused(t('admin.notYours.text'));
    const actor = { actor: 'secretariat', by: member.email, ipAddress: await clientAddress() } as const;
    const tooMany = async (limit: Limit) => {
      const allowed = await consume(limit, member.email);
      return allowed.ok ? null : refused(t('admin.tooMany', { time: timeToTryAgain(allowed.retryAfterMs) }));
    };
    return await action({ locale, t, member, actor, form, list: values.list, again, refused, tooMany });
  } catch (error) {
    const contact = config().secretariatEmail;
    return refused(t('registration.surprise', { contact, reference: reportError(error) }));
  }
}

type RouteContext = { params: Promise<{ locale: string }> };

/**
 * Whether another site caused the request (Fetch Metadata, `Sec-Fetch-Site`). Such a site could start downloads until the member's
 * hourly limit is used up. `none` means a typed address or a bookmark. Without the header it counts as `none`: all current
 * browsers send it.
 */
const isCrossSite = (headers: Headers): boolean =>
  !['same-origin', 'none'].includes(headers.get('sec-fetch-site') ?? 'none');

/** Explains in both languages why the file was not sent, with a link to its page. @param path of that page without the language prefix */
function crossSiteResponse(path: string, locale: Locale): Response {
  const parts = [locale, otherLocale(locale)].map((language) => {
    const t = translator(language);
    return `<div lang="${language}" dir="${directionOf(language)}"><h1>${t('admin.elsewhere.heading')}</h1><p>${t('admin.elsewhere.text')}</p><p><a href="/${language}${path}">${t('admin.elsewhere.link')}</a></p></div>`;
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
 * Makes a route that downloads a file for the secretariat. It checks the session, the role and the member's rate limit. Requests
 * from other sites are refused first, so that they do not count.
 * @param path of the page that links to the file, without the language prefix
 */
export const adminRoute = (
  path: string,
  route: (request: Request, context: { locale: Locale; member: SignedIn; actor: Actor }) => Promise<Response>,
) =>
  withErrorResponse(async (request: Request, { params }: RouteContext) => {
    const { locale } = await params;
    if (!isLocale(locale)) return new Response(null, { status: 404 });
    if (isCrossSite(request.headers)) return crossSiteResponse(path, locale);
    const member = await signedIn(request.headers);
    if (!member) {
      // A relative URL, because a request behind a proxy does not know the public origin.
      const location = signInUrl(locale, path, new URL(request.url).searchParams);
      return new Response(null, { status: 303, headers: { location } });
    }
    if (!checkRole(member)) {
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
