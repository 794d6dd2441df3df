import nodemailer, { type Transporter } from 'nodemailer';
import { config } from '@/lib/config';
import type { Delivery } from '@/lib/outbox';
import type { Letter } from './letters';

const SECOND_MS = 1_000;
// Together shorter than a message's lease, so that nobody else takes it while a slow server is still listened to.
const CONNECT_MS = 15 * SECOND_MS;
const SILENCE_MS = 30 * SECOND_MS;

let transporter: Transporter | undefined;
function transport(url: string): Transporter {
  transporter ??= nodemailer.createTransport({
    url,
    pool: true,
    maxConnections: 3,
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
    await transport(smtpUrl).sendMail({
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
    return { ok: true };
  } catch (error) {
    const { response, message } = error as Error & { response?: string };
    return { ok: false, reason: response ?? message };
  }
}

export function closeTransport(): void {
  transporter?.close();
  transporter = undefined;
}
