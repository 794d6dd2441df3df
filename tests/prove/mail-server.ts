import type { AddressInfo, Socket } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { secretary } from '@/tests/support/site-process';

/** How a mail server can behave towards a message. */
export type Manner =
  | 'accept'
  /** Takes the connection, or the address on one that stands open, and says nothing more. */
  | 'hang'
  /** Closes the connection in the middle of the message. */
  | 'drop'
  /** 450: later. */
  | 'later'
  /** 550: never. */
  | 'never';

export type MailServer = {
  smtpPort: number;
  /** Each message that was accepted, by its id, in the order of arrival: one that came twice stands here twice. */
  arrivals: { id: string; to: string }[];
  /** The codes to sign in with, in the order of arrival. */
  codes: string[];
  /** The key in the personal link of the letter to `linked`; none before it came. */
  link: string | null;
  /** How it behaves from now on, towards everyone or as the address decides. */
  manner: Manner | ((to: string) => Manner);
  /** Nobody listens any more, until `listen`. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  isListening(): boolean;
  close(): Promise<void>;
};

/** Somebody whose letter is read. */
export const linked = 'linked@example.org';

const refusal = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });

/** A real SMTP server that can be told to misbehave. It keeps what it needs to count with: ids and addresses. */
export async function startMailServer(): Promise<MailServer> {
  const sockets = new Set<Socket>();
  const mannerTo = (to: string): Manner =>
    typeof mail.manner === 'function' ? mail.manner(to) : mail.manner;

  const make = () => {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onConnect(_session, done) {
        if (mail.manner !== 'hang') done();
      },
      onRcptTo({ address }, _session, done) {
        const manner = mannerTo(address);
        if (manner === 'hang') return;
        if (manner === 'later') return done(refusal(450, 'Try again later'));
        if (manner === 'never') return done(refusal(550, 'No such mailbox'));
        done();
      },
      onData(stream, session, done) {
        const to = session.envelope.rcptTo[0]?.address ?? '';
        if (mannerTo(to) === 'drop') {
          for (const socket of sockets) socket.destroy();
          return;
        }
        const chunks: Buffer[] = [];
        stream.on('data', (chunk) => chunks.push(chunk));
        stream.on('end', () => {
          const letter = Buffer.concat(chunks);
          const id = letter.toString('latin1').match(/^Message-ID: <([^@>]+)/im)?.[1];
          mail.arrivals.push({ id: id ?? '', to });
          done();
          if (to === linked) {
            simpleParser(letter).then(({ text }) => {
              mail.link = text?.match(/\/registration\/(\S+)/)?.[1] ?? null;
            });
          }
          if (to === secretary) {
            simpleParser(letter).then(({ text }) => mail.codes.push(text?.match(/\d{6}/)?.[0] ?? ''));
          }
        });
      },
    });
    server.on('error', () => {}); // a client that hangs up is its own affair
    server.server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    });
    return server;
  };

  let server: SMTPServer | null = null;
  const listen = async (port: number) => {
    const made = make();
    server = made;
    await new Promise<void>((resolve) => made.listen(port, '127.0.0.1', resolve));
    return (made.server.address() as AddressInfo).port;
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
    manner: 'accept',
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
