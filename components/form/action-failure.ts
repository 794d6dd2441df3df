import { MAX_BODY_BYTES } from '@/lib/server/body-limit';
import { formatTime } from '@/lib/time/dates';
import { instant, later, MINUTE_MS, SECOND_MS } from '@/lib/time/instant';

/**
 * Why a form got no answer from its action.
 * - `noConnection`: nothing came back, or only a part of it. The form may have arrived.
 * - `busy`: the site, or a proxy in front of it, cannot answer now.
 * - `tooLarge`: more than the site accepts.
 * - `unreadableFile`: a chosen file was changed or moved since it was chosen, so that the browser cannot read it.
 * - `renewed`: this build of the site does not know the action.
 * - `unexpected`: another page came back, for example the sign-in page of a network (captive portal).
 */
export type FailureReason =
  | 'noConnection'
  | 'busy'
  | 'tooLarge'
  | 'unreadableFile'
  | 'renewed'
  | 'unexpected';

/** Takes the place of an answer of the action. It is thrown to pass through the framework, which would drop the details. */
export class ActionFailure extends Error {
  /** @param retryAt for `busy`: from when another attempt makes sense, if the answer says so */
  constructor(
    readonly reason: FailureReason,
    readonly retryAt: Date | null = null,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

export type FailureLabels = Record<FailureReason, { heading: string; text: string }> & {
  /** The text of `busy` with the placeholder `{time}`, for a known time. */
  busyUntil: string;
  /** The button that loads the page again, for `renewed`. */
  reload: string;
};

/** What a failure is called. The time is Dubai's and rounded up to the next minute. */
export function failureMessage({ reason, retryAt }: ActionFailure, labels: FailureLabels) {
  const { heading, text } = labels[reason];
  if (!retryAt) return { heading, text };
  return { heading, text: labels.busyUntil.replace('{time}', formatTime(later(retryAt, MINUTE_MS))) };
}

/**
 * Whether a response is no answer of an action. An answer has the content type of the framework's script or leads to another page;
 * its status may be that of a refusal, for example 429 for the site's own rate limits.
 * @returns `null` for an answer of an action
 */
export function failureOf({ status, headers }: Response): ActionFailure | null {
  if (headers.get('x-nextjs-action-not-found') === '1') return new ActionFailure('renewed');
  if (headers.get('content-type')?.startsWith('text/x-component') || headers.has('x-action-redirect')) {
    return null;
  }
  if (status === 413) return new ActionFailure('tooLarge');
  // 511 comes from a network that wants a sign-in (RFC 6585, section 6).
  if (status === 429 || (status >= 500 && status !== 511)) {
    return new ActionFailure('busy', retryTimeOf(headers));
  }
  return new ActionFailure('unexpected');
}

/**
 * When a client may try again, from `Retry-After` (RFC 9110, section 10.2.3): a time, or seconds after the time of the response. That
 * time is taken from its `Date` header, because the reader's clock may be wrong.
 */
function retryTimeOf(headers: Headers): Date | null {
  const retryAfter = headers.get('retry-after')?.trim() ?? '';
  const answeredAt = timeOf(headers.get('date'));
  if (/^\d{1,6}$/.test(retryAfter)) return answeredAt && later(answeredAt, Number(retryAfter) * SECOND_MS);
  return timeOf(retryAfter);
}

/** The time of an HTTP header, such as `Sat, 20 Jan 2024 08:00:00 GMT`. */
function timeOf(header: string | null): Date | null {
  const ms = Date.parse(header ?? '');
  return Number.isNaN(ms) ? null : later(EPOCH, ms);
}

const EPOCH = instant('1970-01-01T00:00Z');

/** An answer takes at most as long as the server waits for a form. */
const TIMEOUT_MS = 120_000;

let isWatching = false;

/**
 * Checks each response to an action before the framework reads it. The framework reports every other response, and a lost connection,
 * as one and the same error. From the first call on, `fetch` rejects requests of actions with an `ActionFailure`.
 */
export function watchActions(): void {
  if (isWatching) return;
  isWatching = true;
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    if (!new Headers(init?.headers).has('next-action')) return fetch(input, init);
    const signal = AbortSignal.timeout?.(TIMEOUT_MS) ?? null;
    const response = await fetch(input, { signal, ...init }).catch((cause) => {
      throw new ActionFailure('noConnection', null, { cause });
    });
    const failure = failureOf(response);
    if (failure) throw failure;
    return response;
  };
}

export type FormAction<State> = (state: State, form: FormData) => Promise<State>;

/**
 * Calls the action of a form.
 * @returns the action's answer, or why there is none
 * @throws what the framework throws to lead to another page
 */
export async function callAction<State>(
  action: FormAction<State>,
  previous: State,
  form: FormData,
): Promise<{ ok: true; state: State } | { ok: false; failure: ActionFailure }> {
  watchActions();
  const unsendable = await problemWithFiles(form);
  if (unsendable) return { ok: false, failure: new ActionFailure(unsendable) };
  try {
    return { ok: true, state: await action(previous, form) };
  } catch (error) {
    if (error instanceof ActionFailure) return { ok: false, failure: error };
    const digest = error instanceof Error && 'digest' in error ? String(error.digest) : null;
    if (digest?.startsWith('NEXT_')) throw error;
    // An error on the server comes with a digest of its log entry. Without one the answer broke off on its way.
    const reason = digest === null ? 'noConnection' : 'busy';
    return { ok: false, failure: new ActionFailure(reason, null, { cause: error }) };
  }
}

/**
 * Why the chosen files cannot be sent. The server closes the connection of a form that is too large, which browsers report like a lost
 * connection, as they do for a file that changed since it was chosen. So both are checked here first.
 */
async function problemWithFiles(form: FormData): Promise<'tooLarge' | 'unreadableFile' | null> {
  const files = [...form.values()].filter((value) => value instanceof File);
  if (files.reduce((bytes, { size }) => bytes + size, 0) > MAX_BODY_BYTES) return 'tooLarge';
  for (const file of files) {
    const isReadable = await file
      .slice(0, 1)
      .arrayBuffer()
      .then(
        () => true,
        () => false,
      );
    if (!isReadable) return 'unreadableFile';
  }
  return null;
}
