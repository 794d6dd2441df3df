import { createServer } from 'node:http';
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export type Mailbox = {
  smtpPort: number;
  webPort: number;
  /** The received emails, oldest first. */
  emails: ParsedMail[];
  /** The SMTP reply that refuses an email to this address, as of a full mailbox. By default nothing is refused. */
  refuses(address: string): { code: number; message: string } | undefined;
  /** Whether every connection is turned away with the reply 421, as by a mail server that is being restarted. */
  isBusy: boolean;
  /** Lets every email wait before it is accepted. @returns a function that accepts the waiting ones and all later ones */
  hold(): () => void;
  close(): Promise<void>;
};

/**
 * Starts a mail server for the demonstration and tests. It keeps all emails in memory and shows them on a web page.
 * @param ports 0 for any free port
 */
export async function startMailbox(ports: { smtp: number; web: number }): Promise<Mailbox> {
  const emails: ParsedMail[] = [];
  let released: Promise<void> = Promise.resolve();

  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onConnect(_session, done) {
      done(mailbox.isBusy ? Object.assign(new Error('try again later'), { responseCode: 421 }) : null);
    },
    onRcptTo({ address }, _session, done) {
      const refusal = mailbox.refuses(address);
      done(refusal && Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
    },
    onData(stream, _session, done) {
      simpleParser(stream).then(
        async (email) => {
          await released;
          emails.push(email);
          done();
        },
        (error) => done(error),
      );
    },
  });
  smtp.on('error', () => {}); // a client that hangs up is no error of the server
  await new Promise<void>((resolve) => smtp.listen(ports.smtp, '127.0.0.1', resolve));

  const web = createServer((request, response) => {
    const [, index, part, nth] = (request.url ?? '/').split('/');
    const email = index ? emails[Number(index) - 1] : undefined;
    const attachment = email?.attachments[Number(nth)];
    const html = (body: string) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body);
    };
    if (email && part === 'attachment' && attachment) {
      const name = attachment.filename ?? 'attachment';
      response
        .writeHead(200, {
          'content-type': attachment.contentType,
          'content-disposition': `attachment; filename="${name}"`,
        })
        .end(attachment.content);
    } else if (email && part === 'body')
      html(email.html || `<pre dir="auto">${escaped(email.text ?? '')}</pre>`);
    else if (email) html(emailPage(email, Number(index)));
    else html(listPage(emails));
  });
  await new Promise<void>((resolve) => web.listen(ports.web, '127.0.0.1', resolve));

  const portOf = (server: { address(): unknown }) => (server.address() as { port: number }).port;
  const mailbox: Mailbox = {
    smtpPort: portOf(smtp.server),
    webPort: portOf(web),
    emails,
    refuses: () => undefined,
    isBusy: false,
    hold() {
      let release = () => {};
      released = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    async close() {
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
      web.closeAllConnections();
      await new Promise<void>((resolve) => web.close(() => resolve()));
    },
  };
  return mailbox;
}

const escaped = (text: string) =>
  text.replace(
    /[&<>"]/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] ?? character,
  );

export const recipient = ({ to }: ParsedMail): string => {
  const [first] = [to].flat() as (AddressObject | undefined)[];
  return first?.value[0]?.address ?? '';
};

const page = (title: string, body: string) => `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>
body{font-family:system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;line-height:1.6;color:#222}
li{padding:.4rem 0;border-bottom:1px solid #ddd}iframe{width:100%;height:75rem;border:1px solid #ccc}
ul{list-style:none;padding:0}pre{white-space:pre-wrap;background:#f6f6f6;padding:1rem}
</style></head><body>${body}</body></html>`;

function listPage(emails: ParsedMail[]): string {
  const items = emails
    .map(
      (email, index) =>
        `<li><a href="/${index + 1}"><bdi>${escaped(email.subject ?? '')}</bdi></a><br><small>${escaped(recipient(email))}</small></li>`,
    )
    .reverse();
  return page(
    'Mailbox',
    `<h1>Mailbox</h1><p>${emails.length} emails, newest first. Reload to see new ones.</p><ul>${items.join('')}</ul>`,
  );
}

function emailPage(email: ParsedMail, number: number): string {
  const attachments = email.attachments
    .map(
      ({ filename }, nth) =>
        `<a href="/${number}/attachment/${nth}">${escaped(filename ?? 'attachment')}</a>`,
    )
    .join(', ');
  return page(
    email.subject ?? '',
    `<p><a href="/">All emails</a></p><h1 dir="auto">${escaped(email.subject ?? '')}</h1>
<p>From <bdi>${escaped(email.from?.text ?? '')}</bdi>, to <bdi>${escaped(recipient(email))}</bdi>${attachments && `. Attached: ${attachments}`}</p>
<iframe sandbox="allow-popups" title="The email" src="/${number}/body"></iframe>
<h2>As plain text</h2><pre dir="auto">${escaped(email.text ?? '')}</pre>`,
  );
}
