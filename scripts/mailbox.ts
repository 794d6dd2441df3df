import { createServer } from 'node:http';
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export type Mailbox = {
  smtpPort: number;
  webPort: number;
  /** In the order of their arrival. */
  letters: ParsedMail[];
  /** What it says to an address that it turns away, as a full mailbox would; by default it turns nobody away. */
  refuses(address: string): { code: number; message: string } | undefined;
  /** Takes no letter over from now on. @returns takes those that wait, and all that come */
  hold(): () => void;
  close(): Promise<void>;
};

/**
 * A mail server for demonstrations and tests: keeps every letter in memory and shows each as a reader would see it.
 * @param ports 0 for any free one
 */
export async function startMailbox(ports: { smtp: number; web: number }): Promise<Mailbox> {
  const letters: ParsedMail[] = [];
  let isOpen: Promise<void> = Promise.resolve();

  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, done) {
      const refusal = mailbox.refuses(address);
      done(refusal && Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
    },
    onData(stream, _session, done) {
      simpleParser(stream).then(
        async (letter) => {
          await isOpen;
          letters.push(letter);
          done();
        },
        (error) => done(error),
      );
    },
  });
  smtp.on('error', () => {}); // a client that hangs up is its own affair
  await new Promise<void>((resolve) => smtp.listen(ports.smtp, '127.0.0.1', resolve));

  const web = createServer((request, response) => {
    const [, index, part, nth] = (request.url ?? '/').split('/');
    const letter = index ? letters[Number(index) - 1] : undefined;
    const attachment = letter?.attachments[Number(nth)];
    const html = (body: string) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body);
    };
    if (letter && part === 'attachment' && attachment) {
      const name = attachment.filename ?? 'attachment';
      response
        .writeHead(200, {
          'content-type': attachment.contentType,
          'content-disposition': `attachment; filename="${name}"`,
        })
        .end(attachment.content);
    } else if (letter && part === 'body')
      html(letter.html || `<pre dir="auto">${escaped(letter.text ?? '')}</pre>`);
    else if (letter) html(letterPage(letter, Number(index)));
    else html(listPage(letters));
  });
  await new Promise<void>((resolve) => web.listen(ports.web, '127.0.0.1', resolve));

  const portOf = (server: { address(): unknown }) => (server.address() as { port: number }).port;
  const mailbox: Mailbox = {
    smtpPort: portOf(smtp.server),
    webPort: portOf(web),
    letters,
    refuses: () => undefined,
    hold() {
      let open = () => {};
      isOpen = new Promise((resolve) => {
        open = resolve;
      });
      return open;
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
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign,
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

function listPage(letters: ParsedMail[]): string {
  const items = letters
    .map(
      (letter, index) =>
        `<li><a href="/${index + 1}"><bdi>${escaped(letter.subject ?? '')}</bdi></a><br><small>${escaped(recipient(letter))}</small></li>`,
    )
    .reverse();
  return page(
    'Mailbox',
    `<h1>Mailbox</h1><p>${letters.length} letters, newest first. Reload to see new ones.</p><ul>${items.join('')}</ul>`,
  );
}

function letterPage(letter: ParsedMail, number: number): string {
  const attachments = letter.attachments
    .map(
      ({ filename }, nth) =>
        `<a href="/${number}/attachment/${nth}">${escaped(filename ?? 'attachment')}</a>`,
    )
    .join(', ');
  return page(
    letter.subject ?? '',
    `<p><a href="/">All letters</a></p><h1 dir="auto">${escaped(letter.subject ?? '')}</h1>
<p>From <bdi>${escaped(letter.from?.text ?? '')}</bdi>, to <bdi>${escaped(recipient(letter))}</bdi>${attachments && `. Attached: ${attachments}`}</p>
<iframe sandbox="allow-popups" title="The letter" src="/${number}/body"></iframe>
<h2>As plain text</h2><pre dir="auto">${escaped(letter.text ?? '')}</pre>`,
  );
}
