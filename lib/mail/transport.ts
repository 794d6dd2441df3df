import { setTimeout as sleep } from 'node:timers/promises';
import nodemailer, { type Transporter } from 'nodemailer';
import { config } from '@/lib/config';
import { SECOND_MS } from '@/lib/instant';
import type { Delivery } from '@/lib/outbox';
import type { Letter } from './parts';

const CONNECT_MS = 15 * SECOND_MS;
const SILENCE_MS = 30 * SECOND_MS;

/** However slowly a server talks: shorter than a message's lease. */
const WHOLE_MS = 90 * SECOND_MS;

/** How many letters go out at once. */
export const CONNECTIONS = 3;

let transporter: Transporter | undefined;
function transport(url: string): Transporter {
  transporter ??= nodemailer.createTransport({
    url,
    // Without encryption a letter, and the key in it, would be open to everyone on the way.
    requireTLS: config().smtpTlsRequired,
    ...(config().dkim && { dkim: config().dkim ?? undefined }),
    pool: true,
    maxConnections: CONNECTIONS,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return transporter;
}

/**
 * Hands one letter to the mail server.
 * @param id stays the same when a letter is tried again, so that a reader's mail program can tell a repetition
 * @returns a refusal or a lost connection as a value, with what the server said
 */
export async function send(letter: Letter, id: string): Promise<Delivery> {
  const { smtpUrl, mailFrom, secretariatEmail, appUrl } = config();
  if (!smtpUrl) return { ok: false, reason: 'SMTP_URL is not set' };
  try {
    const sending = transport(smtpUrl).sendMail({
      from: mailFrom,
      replyTo: secretariatEmail,
      to: letter.to,
      subject: letter.subject,
      text: letter.text,
      html: letter.html,
      messageId: `<${id}@${new URL(appUrl).hostname}>`,
      // No out-of-office answers to these: RFC 3834, section 5, and the header that Exchange listens to.
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      attachments: letter.calendar
        ? [
            {
              filename: 'meeting.ics',
              content: letter.calendar,
              contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
            },
          ]
        : [],
    });
    await withinTime(sending);
    return { ok: true };
  } catch (error) {
    const { response, message, code } = error as Error & { response?: string; code?: string };
    const reason = response ?? message;
    // The answer to STARTTLS does not always say what it is about.
    return { ok: false, reason: code === 'ETLS' ? `TLS: ${reason}` : reason };
  }
}

/** A server that neither answers nor hangs up is left, with its connections, before somebody else takes the message. */
async function withinTime(sending: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  const tooLong = sleep(WHOLE_MS, undefined, { signal: timer.signal, ref: false }).then(() => {
    closeTransport();
    throw new Error('the mail server took too long');
  });
  tooLong.catch(() => {}); // it lost the race
  sending.catch(() => {});
  await Promise.race([sending, tooLong]).finally(() => timer.abort());
}

export function closeTransport(): void {
  transporter?.close();
  transporter = undefined;
}
