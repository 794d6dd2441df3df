import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ActionFailure,
  callAction,
  type FailureReason,
  failureMessage,
  failureOf,
  watchActions,
} from '@/components/form/action-failure';
import { failureLabels } from '@/components/form/failure-labels';
import { MAX_BODY_BYTES } from '@/lib/server/body-limit';
import { instant } from '@/lib/time/instant';

const html = { 'content-type': 'text/html; charset=utf-8' };
const date = 'Sat, 20 Jan 2024 08:00:00 GMT';

/** The proxy's own page, from the reference configuration. */
const proxyPage = readFileSync('deploy/nginx.conf', 'utf8').match(/'(<!doctype html>.*)'/)?.[1] ?? '';

describe('what comes back for a form', () => {
  const cases: [
    what: string,
    status: number,
    headers: Record<string, string>,
    reason: FailureReason | null,
    retryAt?: string,
  ][] = [
    ['the answer of an action', 200, { 'content-type': 'text/x-component' }, null],
    ['a refusal by the site’s own rate limit', 429, { 'content-type': 'text/x-component' }, null],
    ['an error of the action', 500, { 'content-type': 'text/x-component' }, null],
    ['an answer that leads elsewhere', 200, { 'x-action-redirect': '/ar/rsvp/thanks;push' }, null],
    ['a proxy’s limit', 429, html, 'busy'],
    [
      'a proxy’s limit with seconds',
      429,
      { ...html, date, 'retry-after': '90' },
      'busy',
      '2024-01-20T08:01:30Z',
    ],
    ['seconds without the time of the answer', 429, { ...html, 'retry-after': '90' }, 'busy'],
    [
      'a proxy’s limit with a time',
      503,
      { ...html, 'retry-after': 'Sat, 20 Jan 2024 09:30:00 GMT' },
      'busy',
      '2024-01-20T09:30:00Z',
    ],
    ['a limit with nonsense', 503, { ...html, date, 'retry-after': 'soon' }, 'busy'],
    ['no instance behind the proxy', 502, html, 'busy'],
    ['an instance that does not answer', 504, html, 'busy'],
    ['a failing page', 500, html, 'busy'],
    ['too large a body', 413, html, 'tooLarge'],
    ['an action that the site does not know', 404, { 'x-nextjs-action-not-found': '1' }, 'renewed'],
    ['a captive portal', 200, html, 'unexpected'],
    ['a network that wants a sign-in', 511, html, 'unexpected'],
    ['a refusal on the way', 403, html, 'unexpected'],
    ['a body that is not understood', 400, html, 'unexpected'],
    ['no page at all', 404, html, 'unexpected'],
  ];
  it.each(cases)('%s (%d)', (_, status, headers, reason, retryAt) => {
    const failure = failureOf(new Response(proxyPage, { status, headers }));
    expect(failure?.reason ?? null).toBe(reason);
    expect(failure?.retryAt ?? null).toEqual(retryAt ? instant(retryAt) : null);
  });
});

describe('a form', () => {
  const { fetch } = globalThis;
  // The module replaces `fetch` once. What it calls is replaced here for each test.
  let respond: () => Promise<Response> = async () => new Response();
  globalThis.fetch = () => respond();
  watchActions();
  const watched = globalThis.fetch;
  globalThis.fetch = fetch;
  afterEach(() => {
    globalThis.fetch = fetch;
  });

  /** An action as the framework calls it in the browser, with this response. */
  const send = (response: () => Promise<Response>, form = new FormData()) => {
    respond = response;
    globalThis.fetch = watched;
    const action = async () => {
      const { status } = await globalThis.fetch('/ar/rsvp', {
        method: 'POST',
        headers: { 'next-action': 'x' },
      });
      return `answered with ${status}`;
    };
    return callAction<string>(action, 'as typed', form);
  };

  it('gets the answer of its action', async () => {
    const answer = () =>
      Promise.resolve(new Response('', { headers: { 'content-type': 'text/x-component' } }));
    expect(await send(answer)).toEqual({ ok: true, state: 'answered with 200' });
  });

  it('learns why there is no answer, instead of an error page', async () => {
    const offline = await send(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(offline).toMatchObject({ ok: false, failure: { reason: 'noConnection' } });
    const away = await send(async () => new Response(proxyPage, { status: 503, headers: html }));
    expect(away).toMatchObject({ ok: false, failure: { reason: 'busy' } });
  });

  it('follows the site to another page', async () => {
    const redirect = Object.assign(new Error('NEXT_REDIRECT'), {
      digest: 'NEXT_REDIRECT;push;/ar/rsvp/thanks;303;',
    });
    await expect(callAction(() => Promise.reject(redirect), null, new FormData())).rejects.toBe(redirect);
  });

  it('tells an answer that breaks off from an error on the server', async () => {
    const failing = (error: Error) => callAction(() => Promise.reject(error), null, new FormData());
    expect(await failing(new Error('Connection closed.'))).toMatchObject({
      failure: { reason: 'noConnection' },
    });
    expect(await failing(Object.assign(new Error(), { digest: '2338' }))).toMatchObject({
      failure: { reason: 'busy' },
    });
  });

  it('is not sent with a file that the site refuses or the browser cannot read', async () => {
    const withFile = (file: File) => {
      const form = new FormData();
      form.append('file', file);
      return form;
    };
    const answer = async () => new Response('', { headers: { 'content-type': 'text/x-component' } });
    const sized = (bytes: number) => withFile(new File([new Uint8Array(bytes)], 'وفود.xlsx'));
    expect(await send(answer, sized(MAX_BODY_BYTES))).toMatchObject({ ok: true });
    expect(await send(answer, sized(MAX_BODY_BYTES + 1))).toMatchObject({ failure: { reason: 'tooLarge' } });
    const changed = new File(['x'], 'وفود.xlsx');
    changed.slice = () => ({ arrayBuffer: () => Promise.reject(new Error('NotReadableError')) }) as never;
    const form = new FormData();
    form.values = () => [changed].values() as never;
    expect(await send(answer, form)).toMatchObject({ failure: { reason: 'unreadableFile' } });
  });
});

describe('the message about a failure', () => {
  it('names the time from which another attempt makes sense, in the reader’s language', () => {
    const failure = new ActionFailure('busy', instant('2024-01-20T08:01:30Z'));
    expect(failureMessage(failure, failureLabels.en).text).toContain('after 12:02, Dubai time');
    expect(failureMessage(failure, failureLabels.ar).text).toContain('بعد الساعة 12:02 بتوقيت دبي');
    const { text } = failureMessage(new ActionFailure('busy'), failureLabels.en);
    expect(text).toContain('in a few minutes');
  });

  it('says for each reason that what was typed is still there', () => {
    for (const reason of [
      'noConnection',
      'busy',
      'tooLarge',
      'unreadableFile',
      'renewed',
      'unexpected',
    ] as const) {
      const failure = new ActionFailure(reason);
      expect(failureMessage(failure, failureLabels.en).text).toMatch(/what you typed is still here/i);
      expect(failureMessage(failure, failureLabels.ar).text).toContain('ما كتبتموه باقٍ كما هو');
    }
  });
});
