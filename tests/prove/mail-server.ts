import type { AddressInfo, Socket } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { secretary } from '@/tests/support/site-process';

/** How the mail server treats a message. */
export type Behaviour =
  | 'accept'
  /** Accepts the connection, or the recipient on an open connection, and then stays silent. */
  | 'hang'
  /** Closes the connection in the middle of the message. */
  | 'drop'
  /** Refuses with 450: try later. */
  | 'later'
  /** Refuses with 550: never try again. */
  | 'never';

export type MailServer = {
  smtpPort: number;
  /** Each accepted message by its id, in the order of arrival. A message that was sent twice is listed twice. */
  arrivals: { id: string; to: string }[];
  /** The sign-in codes, in the order of arrival. */
  codes: string[];
  /** The token of the personal link in the email to `linked`, or null before that email arrived. */
  link: string | null;
  /** How it treats messages from now on: the same for all recipients, or by recipient. */
  behaviour: Behaviour | ((to: string) => Behaviour);
  /** Stops listening until `listen` is called. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  isListening(): boolean;
  close(): Promise<void>;
};

/** The recipient whose email is parsed. */
export const linked = 'linked@example.org';

const refusal = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });

/** A real SMTP server that can be told to fail. It keeps only ids and addresses, for counting. */
export async function startMailServer(): Promise<MailServer> {
  const sockets = new Set<Socket>();
  const behaviourTo = (to: string): Behaviour =>
    typeof mail.behaviour === 'function' ? mail.behaviour(to) : mail.behaviour;

  const createServer = () => {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onConnect(_session, done) {
        if (mail.behaviour !== 'hang') done();
      },
      onRcptTo({ address }, _session, done) {
        const behaviour = behaviourTo(address);
        if (behaviour === 'hang') return;
        if (behaviour === 'later') return done(refusal(450, 'Try again later'));
        if (behaviour === 'never') return done(refusal(550, 'No such mailbox'));
        done();
      },
      onData(stream, session, done) {
        const to = session.envelope.rcptTo[0]?.address ?? '';
        if (behaviourTo(to) === 'drop') {
          for (const socket of sockets) socket.destroy();
          return;
        }
        const chunks: Buffer[] = [];
        stream.on('data', (chunk) => chunks.push(chunk));
        stream.on('end', () => {
          const message = Buffer.concat(chunks);
          const id = message.toString('latin1').match(/^Message-ID: <([^@>]+)/im)?.[1];
          mail.arrivals.push({ id: id ?? '', to });
          done();
          if (to === linked) {
            simpleParser(message).then(({ text }) => {
              mail.link = text?.match(/\/registration\/(\S+)/)?.[1] ?? null;
            });
          }
          if (to === secretary) {
            simpleParser(message).then(({ text }) => mail.codes.push(text?.match(/\d{6}/)?.[0] ?? ''));
          }
        });
      },
    });
    server.on('error', () => {}); // a client may disconnect at any time
    server.server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    });
    return server;
  };

  let server: SMTPServer | null = null;
  const listen = async (port: number) => {
    const created = createServer();
    server = created;
    await new Promise<void>((resolve) => created.listen(port, '127.0.0.1', resolve));
    return (created.server.address() as AddressInfo).port;
  };
  const close = async () => {
    const closing = server;
    server = null;
    for (const socket of sockets) socket.destroy();
    if (closing) await new Promise<void>((resolve) => closing.close(() => resolve()));
  };

  const mail: MailServer = {
    smtpPort: 0,
    arrivals: [],
    codes: [],
    link: null,
    behaviour: 'accept',
    refuse: close,
    listen: async () => {
      await listen(mail.smtpPort);
    },
    isListening: () => server !== null,
    close,
  };
  mail.smtpPort = await listen(0);
  return mail;
}
