import { setTimeout as sleep } from 'node:timers/promises';
import nodemailer, { type SendMailOptions, type Transporter } from 'nodemailer';
import type { SentMessageInfo as SentInfo } from 'nodemailer/lib/smtp-pool';
import { config } from '@/lib/config';
import { SECOND_MS } from '@/lib/time/instant';
import type { Email } from './parts';

const CONNECT_MS = 15 * SECOND_MS;
const SILENCE_MS = 30 * SECOND_MS;

/** However slowly a server talks: shorter than a message's lease. */
const WHOLE_MS = 90 * SECOND_MS;

/** Somebody looks at the page meanwhile, and a reverse proxy waits for it. */
const TRIAL = {
  connectionTimeout: 8 * SECOND_MS,
  greetingTimeout: 8 * SECOND_MS,
  socketTimeout: 12 * SECOND_MS,
};

/** How many letters go out at once. */
export const CONNECTIONS = 3;

const settings = (url: string) => ({
  url,
  // Without encryption a letter, and the key in it, would be open to everyone on the way.
  requireTLS: config().smtpTlsRequired,
  ...(config().dkim && { dkim: config().dkim ?? undefined }),
  connectionTimeout: CONNECT_MS,
  greetingTimeout: CONNECT_MS,
  socketTimeout: SILENCE_MS,
  disableFileAccess: true,
  disableUrlAccess: true,
});

let transporter: Transporter<SentInfo> | undefined;
function transport(url: string): Transporter<SentInfo> {
  transporter ??= nodemailer.createTransport({ ...settings(url), pool: true, maxConnections: CONNECTIONS });
  return transporter;
}

/** With what the server said when it took a letter over. */
export type Sent = { ok: true; answer: string } | { ok: false; reason: string };

/**
 * Hands one letter to the mail server.
 * @param id stays the same when a letter is tried again, so that a reader's mail program can tell a repetition
 * @returns a refusal or a lost connection as a value, with what the server said
 */
export function send(letter: Email, id: string): Promise<Sent> {
  return handOver(letter, id, (url, message) => withinTime(transport(url).sendMail(message)));
}

/**
 * The same through a connection of its own, which shows that the settings as they are lead to the server and into it. Whoever
 * waits for the answer has it within half a minute.
 */
export function tryOut(letter: Email, id: string): Promise<Sent> {
  return handOver(letter, id, async (url, message) => {
    const own = nodemailer.createTransport({ ...settings(url), ...TRIAL });
    return await own.sendMail(message).finally(() => own.close());
  });
}

/**
 * Computes all that sending an email computes, its signature too, and sends it to nobody: where only some addresses get one, this
 * is done for the others, so that the time it takes does not tell which they are.
 */
export function compose(letter: Email, id: string): Promise<Sent> {
  return handOver(letter, id, async (_, message) => {
    const nowhere = nodemailer.createTransport({ streamTransport: true, buffer: true });
    await nowhere.sendMail({ ...message, dkim: config().dkim ?? undefined });
    return { response: '' };
  });
}

async function handOver(
  letter: Email,
  id: string,
  over: (url: string, message: SendMailOptions) => Promise<Pick<SentInfo, 'response'>>,
): Promise<Sent> {
  const { smtpUrl, mailFrom, secretariatEmail, appUrl } = config();
  if (!smtpUrl) return { ok: false, reason: 'SMTP_URL is not set' };
  try {
    const { response } = await over(smtpUrl, {
      from: mailFrom,
      replyTo: secretariatEmail,
      // As an object: a text would be read as a list of addresses.
      to: { name: '', address: letter.to },
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
    return { ok: true, answer: response };
  } catch (error) {
    const { response, message, code } = error as Error & { response?: string; code?: string };
    const reason = response ?? message;
    // The answer to STARTTLS does not always say what it is about.
    return { ok: false, reason: code === 'ETLS' ? `TLS: ${reason}` : reason };
  }
}

/** A server that neither answers nor hangs up is left, with its connections, before somebody else takes the message. */
async function withinTime(sending: Promise<SentInfo>): Promise<SentInfo> {
  const timer = new AbortController();
  const tooLong = sleep(WHOLE_MS, undefined, { signal: timer.signal, ref: false }).then((): never => {
    closeTransport();
    throw new Error('the mail server took too long');
  });
  tooLong.catch(() => {}); // it lost the race
  sending.catch(() => {});
  return Promise.race([sending, tooLong]).finally(() => timer.abort());
}

export function closeTransport(): void {
  transporter?.close();
  transporter = undefined;
}
