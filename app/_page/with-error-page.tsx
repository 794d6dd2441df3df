import { randomBytes } from 'node:crypto';
import type { Metadata } from 'next';
import { unstable_rethrow } from 'next/navigation';
import type { ReactNode } from 'react';
import { ErrorPage } from '@/components/layout/error-page';
import { NotFoundText, notFoundTitle } from '@/components/layout/not-found-text';
import { config } from '@/lib/config';
import { isLocale, type Locale } from '@/lib/i18n/locale';
import { log } from '@/lib/server/log';
import { setResponseStatus } from '@/lib/server/request-context';
import { ClockLine } from './clock-line';

/** The props of every page below `app/[locale]/`. */
export type PageProps<Params extends object = object> = {
  params: Promise<{ locale: Locale } & Params>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/**
 * Makes `generateMetadata` safe. For an unknown language it returns the title of the "not found" page. If `metadata` throws, it
 * returns nothing: the page fails in the same way, logs the error, and its error page sets the title.
 */
export function withFallbackMetadata<Props extends PageProps>(metadata: (props: Props) => Promise<Metadata>) {
  return async (props: Props): Promise<Metadata> => {
    if (!isLocale((await props.params).locale)) return { title: notFoundTitle };
    try {
      return await metadata(props);
    } catch (error) {
      unstable_rethrow(error);
      return {};
    }
  };
}

/**
 * Logs an unexpected error under a reference that a visitor can quote to the secretariat.
 * @returns the reference, eight hexadecimal digits
 * @throws the error itself where it is a signal of Next.js (a redirect, "not found"), because Next.js has to handle it
 */
export function reportError(error: unknown): string {
  unstable_rethrow(error);
  const reference = randomBytes(4).toString('hex').toUpperCase();
  log.error({ event: 'surprise', reference, err: error });
  return reference;
}

/** The "not found" page, with status 404. Next.js's own `notFound()` would show an empty page where JavaScript is off. */
export function notFoundPage(): ReactNode {
  setResponseStatus(404);
  return <NotFoundText notice={(locale) => <ClockLine locale={locale} />} />;
}

/**
 * Wraps a page: an unexpected error is logged, and the visitor sees an error page with a reference and status 500. Without it
 * Next.js would show an empty page where JavaScript is off.
 */
export function withErrorPage<Props extends PageProps>(page: (props: Props) => Promise<ReactNode>) {
  // biome-ignore lint/correctness/noComponentHookFactories: called once for each page, when its module loads
  return async function PageOrErrorPage(props: Props): Promise<ReactNode> {
    const { locale } = await props.params;
    // Next.js itself rejects an unknown language only on static pages.
    if (!isLocale(locale)) return notFoundPage();
    try {
      return await page(props);
    } catch (error) {
      const reference = reportError(error);
      setResponseStatus(500);
      return (
        <ErrorPage locale={locale} contact={config().secretariatEmail} reference={reference}>
          <ClockLine locale={locale} />
        </ErrorPage>
      );
    }
  };
}

/** Wraps a route: an unexpected error is logged, and the client gets status 500 and a text with the reference. */
export function withErrorResponse<RouteContext>(
  route: (request: Request, context: RouteContext) => Promise<Response>,
) {
  return async (request: Request, context: RouteContext): Promise<Response> => {
    try {
      return await route(request, context);
    } catch (error) {
      const text = `تعذّر تنفيذ الطلب. / The request could not be carried out.\n${reportError(error)}\n`;
      return new Response(text, { status: 500, headers: { 'content-type': 'text/plain; charset=utf-8' } });
    }
  };
}
