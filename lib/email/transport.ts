import { setTimeout as sleep } from 'node:timers/promises';
import nodemailer, { type SendMailOptions, type Transporter } from 'nodemailer';
import type { SentMessageInfo as SentInfo } from 'nodemailer/lib/smtp-pool';
import { config } from '@/lib/config';
import { asciiAddress } from '@/lib/text/email-address';
import { SECOND_MS } from '@/lib/time/instant';
import type { Email } from './parts';
import { isFinalRefusal } from './smtp-reply';

const CONNECT_MS = 15 * SECOND_MS;
const IDLE_MS = 30 * SECOND_MS;

/** The longest time for sending one email, however slowly the server answers. It is shorter than the lease of a message. */
const SEND_TIMEOUT_MS = 90 * SECOND_MS;

/** Shorter timeouts for a test email: a member waits for the page, and a reverse proxy for the response. */
const TEST_TIMEOUTS = {
  connectionTimeout: 8 * SECOND_MS,
  greetingTimeout: 8 * SECOND_MS,
  socketTimeout: 12 * SECOND_MS,
};

/** How long the sign-in page waits to learn whether the mail server takes emails. Somebody is looking at it. */
const REACH_TIMEOUT_MS = 5 * SECOND_MS;

/** The number of SMTP connections, so of emails that are sent at the same time. */
export const CONNECTIONS = 3;

const settings = (url: string) => ({
  url,
  // Without encryption anybody on the network path could read an email and use the personal link in it.
  requireTLS: config().smtpTlsRequired,
  // Where encryption is optional, a certificate that nobody can verify is still better than none. Always set: the environment variable
  // NODE_TLS_REJECT_UNAUTHORIZED would otherwise decide.
  tls: { rejectUnauthorized: config().smtpTlsRequired },
  ...(config().dkim && { dkim: config().dkim ?? undefined }),
  connectionTimeout: CONNECT_MS,
  greetingTimeout: CONNECT_MS,
  socketTimeout: IDLE_MS,
  disableFileAccess: true,
  disableUrlAccess: true,
});

let transporter: Transporter<SentInfo> | undefined;
function transport(url: string): Transporter<SentInfo> {
  transporter ??= nodemailer.createTransport({ ...settings(url), pool: true, maxConnections: CONNECTIONS });
  return transporter;
}

/**
 * `answer`: what the mail server replied when it accepted the email; `reason`: its refusal, or the error without a reply; `isFinal`:
 * whether another attempt cannot help.
 */
export type SendResult = { ok: true; answer: string } | { ok: false; reason: string; isFinal: boolean };

/**
 * Sends one email to the mail server, through a pool of connections.
 * @param id for the Message-ID: the same at each attempt, so that a mail program can recognize a duplicate
 * @returns the result; a refusal or a lost connection is a value and not thrown
 */
export function send(email: Email, id: string): Promise<SendResult> {
  return deliver(email, id, (url, message) => withTimeout(transport(url).sendMail(message)));
}

/**
 * Sends a test email through a new connection, which proves that the current settings lead to the server and that sign-in works.
 * @returns within half a minute
 */
export function sendTest(email: Email, id: string): Promise<SendResult> {
  return deliver(email, id, async (url, message) => {
    const unpooled = nodemailer.createTransport({ ...settings(url), ...TEST_TIMEOUTS });
    return await unpooled.sendMail(message).finally(() => unpooled.close());
  });
}

/**
 * Whether the mail server takes emails from this site at present: connecting, encryption and signing in to it succeed. Nothing is sent, so
 * the result and its time depend on no address.
 * @returns within `REACH_TIMEOUT_MS`; `false` also where no mail server is set
 */
export async function isMailServerReady(): Promise<boolean> {
  const { smtpUrl } = config();
  if (!smtpUrl) return false;
  const unpooled = nodemailer.createTransport({ ...settings(smtpUrl), ...TEST_TIMEOUTS });
  const timerAbort = new AbortController();
  const timeout = sleep(REACH_TIMEOUT_MS, false, { signal: timerAbort.signal, ref: false }).catch(
    () => false,
  );
  const verified = unpooled.verify().then(
    () => true,
    () => false,
  );
  return Promise.race([verified, timeout]).finally(() => {
    timerAbort.abort();
    unpooled.close();
  });
}

/**
 * Composes and signs an email without sending it. Where only some addresses get an email, this is done for the others, so that the
 * time that a request takes does not tell which addresses they are.
 */
export function compose(email: Email, id: string): Promise<SendResult> {
  return deliver(email, id, async (_, message) => {
    const nowhere = nodemailer.createTransport({ streamTransport: true, buffer: true });
    await nowhere.sendMail({ ...message, dkim: config().dkim ?? undefined });
    return { response: '' };
  });
}

/** An error of nodemailer: the server's reply and the SMTP command that it answers, if there was a reply. */
type SmtpError = Error & { response?: string; code?: string; command?: string };

async function deliver(
  email: Email,
  id: string,
  sendMail: (url: string, message: SendMailOptions) => Promise<Pick<SentInfo, 'response'>>,
): Promise<SendResult> {
  const { smtpUrl, mailFrom, secretariatEmail, appUrl } = config();
  if (!smtpUrl) return { ok: false, reason: 'SMTP_URL is not set', isFinal: false };
  try {
    const { response } = await sendMail(smtpUrl, {
      from: mailFrom,
      replyTo: asciiAddress(secretariatEmail),
      // An object, because a string would be parsed as a list of addresses.
      to: { name: '', address: asciiAddress(email.to) },
      subject: email.subject,
      text: email.text,
      html: email.html,
      messageId: `<${id}@${new URL(appUrl).hostname}>`,
      // Prevent out-of-office replies: RFC 3834, section 5, and the header that Exchange understands.
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      attachments: email.calendar
        ? [
            {
              filename: 'meeting.ics',
              content: email.calendar,
              contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
            },
          ]
        : [],
    });
    return { ok: true, answer: response };
  } catch (error) {
    const { response, message, code, command } = error as SmtpError;
    const reason = response ?? message;
    // The error of a failed STARTTLS does not always mention TLS.
    if (code === 'ETLS') return { ok: false, reason: `TLS: ${reason}`, isFinal: false };
    return { ok: false, reason, isFinal: response !== undefined && isFinalRefusal(response, command) };
  }
}

/**
 * Gives up on a server that neither answers nor hangs up, and closes all connections to it. This happens before the lease of the
 * message ends and another worker claims it.
 */
async function withTimeout(sending: Promise<SentInfo>): Promise<SentInfo> {
  const timerAbort = new AbortController();
  const timeout = sleep(SEND_TIMEOUT_MS, undefined, { signal: timerAbort.signal, ref: false }).then(
    (): never => {
      closeTransport();
      throw new Error('the mail server took too long');
    },
  );
  timeout.catch(() => {}); // either may still reject after the other has won the race
  sending.catch(() => {});
  return Promise.race([sending, timeout]).finally(() => timerAbort.abort());
}

export function closeTransport(): void {
  transporter?.close();
  transporter = undefined;
}
