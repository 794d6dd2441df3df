import { randomBytes } from 'node:crypto';
import type { Metadata } from 'next';
import { unstable_rethrow } from 'next/navigation';
import type { ReactNode } from 'react';
import { ErrorPage } from '@/components/layout/error-page';
import { NotFoundText, notFoundTitle } from '@/components/layout/not-found-text';
import { config } from '@/lib/config';
import { isLocale, type Locale } from '@/lib/i18n/locale';
import { setResponseStatus } from '@/lib/server/http-server';
import { log } from '@/lib/server/log';
import { ClockLine } from './clock-line';

/** What every page below a language is given. */
export type PageProps<Params extends object = object> = {
  params: Promise<{ locale: Locale } & Params>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/**
 * The head of a page; that of "not found" for an address without one of our languages. When it cannot be made it stays
 * empty: the page meets the same fault, logs it and brings the head of a surprise.
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
 * Logs a surprise under a reference that a person can quote, and lets the framework's own signals (redirects, "not found")
 * through. Next.js would answer a surprise with an empty page where JavaScript is off.
 */
export function reportError(error: unknown): string {
  unstable_rethrow(error);
  const code = randomBytes(4).toString('hex').toUpperCase();
  log.error({ event: 'surprise', reference: code, err: error });
  return code;
}

/** Answers 404 with a page that says so. The framework's own signal would leave it empty where JavaScript is off. */
export function notFoundPage(): ReactNode {
  setResponseStatus(404);
  return <NotFoundText notice={(locale) => <ClockLine locale={locale} />} />;
}

/** A page that says calmly what happened when it could not be made. */
export function withErrorPage<Props extends PageProps>(page: (props: Props) => Promise<ReactNode>) {
  // biome-ignore lint/correctness/noComponentHookFactories: called once for each page, when its module loads
  return async function CalmPage(props: Props): Promise<ReactNode> {
    const { locale } = await props.params;
    // Next.js refuses an unknown first segment on static pages only.
    if (!isLocale(locale)) return notFoundPage();
    try {
      return await page(props);
    } catch (error) {
      const code = reportError(error);
      setResponseStatus(500);
      return (
        <ErrorPage locale={locale} contact={config().secretariatEmail} reference={code}>
          <ClockLine locale={locale} />
        </ErrorPage>
      );
    }
  };
}

/** A route that answers calmly when it could not do its work. */
export function withErrorResponse<Context>(route: (request: Request, context: Context) => Promise<Response>) {
  return async (request: Request, context: Context): Promise<Response> => {
    try {
      return await route(request, context);
    } catch (error) {
      const text = `تعذّر تنفيذ الطلب. / The request could not be carried out.\n${reportError(error)}\n`;
      return new Response(text, { status: 500, headers: { 'content-type': 'text/plain; charset=utf-8' } });
    }
  };
}
