import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '@/lib/config';
import { deliveryProblemOf } from '@/lib/email/smtp-reply';
import { closeTransport, compose, isMailServerReady, send, sendTest } from '@/lib/email/transport';
import { freePort } from '@/scripts/free-port';
import { until } from '../../support/timing';

let server: SMTPServer;
let arrived: string[];
beforeEach(() => {
  arrived = [];
  return listen({ disabledCommands: ['STARTTLS'] });
});

async function listen(options: SMTPServerOptions): Promise<void> {
  server = new SMTPServer({
    authOptional: true,
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        arrived.push(Buffer.concat(chunks).toString('utf8'));
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as { port: number };
  config().smtpUrl = `smtp://127.0.0.1:${port}`;
}

const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
afterEach(async () => {
  closeTransport();
  config().smtpTlsRequired = false;
  config().dkim = null;
  await close();
});

const email = {
  to: 'salma@example.org',
  subject: 'تأكيد مشاركتكم في الاجتماع',
  text: 'السلام عليكم،\n\nسُجِّلت  مشاركتكم. \n',
  html: '<p dir="rtl">سُجِّلت مشاركتكم.</p>',
  language: 'ar' as const,
};

it('an email that is only composed is sent to nobody', async () => {
  expect(await compose(email, 'none')).toMatchObject({ ok: true });
  expect(await send(email, 'one')).toMatchObject({ ok: true });
  expect(arrived.map((source) => source.match(/^Message-ID: <(\w+)@/im)?.[1])).toEqual(['one']);
});

describe('whether the mail server takes emails', () => {
  it('is known without sending any', async () => {
    expect(await isMailServerReady()).toBe(true);
    expect(arrived).toEqual([]);
  });

  it('is known where none is set, none answers, it turns the site away, or it lacks encryption', async () => {
    const { smtpUrl } = config();
    config().smtpUrl = null;
    expect(await isMailServerReady()).toBe(false);
    config().smtpUrl = `smtp://127.0.0.1:${await freePort()}`;
    expect(await isMailServerReady()).toBe(false);
    config().smtpUrl = smtpUrl;
    config().smtpTlsRequired = true;
    expect(await isMailServerReady()).toBe(false);
    config().smtpTlsRequired = false;
    await close();
    await listen({
      disabledCommands: ['STARTTLS'],
      onConnect: (_, done) => done(new Error('busy')),
    });
    expect(await isMailServerReady()).toBe(false);
  });
});

it('no email goes to a server without encryption where the settings require it', async () => {
  config().smtpTlsRequired = true;
  const delivery = await send(email, 'one');
  expect(delivery.ok).toBe(false);
  expect(delivery.ok ? '' : deliveryProblemOf(delivery.reason)).toBe('secureConnection');
  expect(arrived).toEqual([]);

  closeTransport();
  config().smtpTlsRequired = false;
  expect(await send(email, 'one')).toMatchObject({ ok: true });
  expect(arrived).toHaveLength(1);
});

it('an offered encrypted connection is used, and its certificate must be valid', async () => {
  await close();
  const secure: boolean[] = [];
  await listen({
    onMailFrom(_, session, done) {
      secure.push(session.secure);
      done();
    },
  });
  // It trusts the certificate that the test server brings.
  expect(console.error).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('default TLS certificate'));
  vi.mocked(console.error).mockClear();
  config().smtpTlsRequired = true;
  // The server's certificate is self-signed.
  const refused = await send(email, 'three');
  expect(refused.ok ? '' : deliveryProblemOf(refused.reason)).toBe('secureConnection');
  expect(arrived).toEqual([]);

  closeTransport();
  config().smtpTlsRequired = false;
  expect(await send(email, 'three')).toMatchObject({ ok: true });
  expect(secure).toEqual([true]);
  expect(arrived).toHaveLength(1);
});

it('a server that speaks only TLS may have a certificate that nobody can verify, where encryption is optional', async () => {
  await close();
  await listen({ secure: true });
  expect(console.error).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('default TLS certificate'));
  vi.mocked(console.error).mockClear();
  config().smtpUrl = config().smtpUrl?.replace('smtp:', 'smtps:') ?? null;
  expect(await send(email, 'one')).toMatchObject({ ok: true });
  expect(await sendTest(email, 'two')).toMatchObject({ ok: true });
  closeTransport();
  config().smtpTlsRequired = true;
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  const refused = await send(email, 'three');
  vi.unstubAllEnvs();
  expect(refused.ok ? '' : deliveryProblemOf(refused.reason)).toBe('secureConnection');
  expect(arrived).toHaveLength(2);
});

it.each([
  ['r&d@example.org', 'r&d@example.org'],
  ['x=y@example.org', 'x=y@example.org'],
  ['a/b@example.org', 'a/b@example.org'],
  ['info@xn--mgbh0fb.xn--mgbaam7a8h', 'info@xn--mgbh0fb.xn--mgbaam7a8h'],
  ['info@مثال.امارات', 'info@xn--mgbh0fb.xn--mgbaam7a8h'],
])('an email to %s reaches the server for %s', async (to, recipient) => {
  await close();
  // The commands as they arrive, because the server library converts a domain back.
  const received: unknown[] = [];
  const ignore = () => {};
  const logger = { debug: (...entry: unknown[]) => received.push(entry.at(-1)), info: ignore, error: ignore };
  await listen({ disabledCommands: ['STARTTLS'], logger: { ...logger, warn: ignore } as never });
  expect(await send({ ...email, to }, 'one')).toMatchObject({ ok: true });
  expect(received).toContain(`RCPT TO:<${recipient}>`);
  expect(arrived[0]?.match(/^To: (.*)\r$/im)?.[1]).toBe(recipient);
});

describe('a refusal', () => {
  const reply = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });
  const atRecipient = (error: Error): SMTPServerOptions => ({
    onRcptTo: (_address, _session, done) => done(error),
  });
  const atMessage = (error: Error): SMTPServerOptions => ({
    onData(stream, _session, done) {
      stream.resume().on('end', () => done(error));
    },
  });
  it.each<[string, SMTPServerOptions, boolean]>([
    ['of an unknown recipient', atRecipient(reply(550, '5.1.1 No such user')), true],
    ['of a recipient, without an enhanced code', atRecipient(reply(550, 'Rejected')), true],
    ['of the text', atMessage(reply(554, '5.7.1 Looks like spam')), true],
    ['of a message that is too big', atMessage(reply(552, '5.3.4 Message too big')), true],
    ['because the mailbox is full', atRecipient(reply(552, '5.2.2 Mailbox full')), false],
    ['that asks for patience', atRecipient(reply(450, '4.2.0 Greylisted')), false],
    ['of the text for now', atMessage(reply(451, '4.3.0 Try again later')), false],
    ['that wants a sign-in', atRecipient(reply(530, '5.7.0 Authentication required')), false],
    ['of the sender', { onMailFrom: (_a, _s, done) => done(reply(550, '5.7.1 Not allowed')) }, false],
    ['of the connection', { onConnect: (_session, done) => done(reply(554, 'No service for you')) }, false],
  ])('%s tells whether it is final', async (_, options, isFinal) => {
    await close();
    await listen({ disabledCommands: ['STARTTLS'], ...options });
    const result = await send(email, 'one');
    expect(result).toMatchObject({ ok: false, isFinal });
    expect(arrived).toEqual([]);
  });

  it('of the password, and a connection that drops in the middle, are not final', async () => {
    await close();
    await listen({
      disabledCommands: ['STARTTLS'],
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(reply(535, '5.7.8 Credentials invalid')),
    });
    config().smtpUrl = config().smtpUrl?.replace('//', '//user:wrong@') ?? null;
    expect(await send(email, 'one')).toMatchObject({ ok: false, isFinal: false });

    closeTransport();
    await close();
    await listen({
      disabledCommands: ['STARTTLS'],
      onData: () => {
        for (const { _socket } of server.connections as Set<{ _socket: Socket }>) _socket.destroy();
      },
    });
    expect(await send(email, 'two')).toMatchObject({ ok: false, isFinal: false });
  });
});

describe('a test email', () => {
  it('uses a connection of its own, and shows the server’s reply', async () => {
    await send(email, 'four');
    const connections = () => server.connections.size;
    expect(connections()).toBe(1);
    const sent = await sendTest(email, 'five');
    expect(sent).toEqual({ ok: true, answer: expect.stringMatching(/^250 /) });
    expect(arrived).toHaveLength(2);
    // The pooled connection for other emails is still open, and no other.
    await expect.poll(connections, { timeout: 10_000 }).toBe(1);
  });

  const replyOf = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });
  it.each<[string, Error, string]>([
    ['a name or password that is not accepted', replyOf(535, '5.7.8 Bad credentials'), 'signIn'],
    ['an address that nobody has', replyOf(550, '5.1.1 No such user'), 'unknownAddress'],
    [
      'a sender that is not wanted',
      replyOf(550, '5.7.1 Not allowed to send for this domain'),
      'refusedAsUnwanted',
    ],
    ['a server that asks for patience', replyOf(451, '4.7.1 Greylisted, try again later'), 'busy'],
    ['a full mailbox', replyOf(552, '5.2.2 Mailbox full'), 'mailboxFull'],
  ])('reports %s', async (_, error, refusal) => {
    await close();
    await listen({ disabledCommands: ['STARTTLS'], onRcptTo: (_address, _session, done) => done(error) });
    const sent = await sendTest(email, 'six');
    expect(sent.ok ? '' : deliveryProblemOf(sent.reason)).toBe(refusal);
    expect(sent.ok ? '' : sent.reason).toContain(error.message);
  });

  it('reports a server that cannot be reached', async () => {
    config().smtpUrl = `smtp://127.0.0.1:${await freePort()}`;
    const sent = await sendTest(email, 'seven');
    expect(sent.ok ? '' : deliveryProblemOf(sent.reason)).toBe('unreachable');
  });

  it('gives up within half a minute when a server does not reply', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    config().smtpUrl = `smtp://127.0.0.1:${(silent.address() as { port: number }).port}`;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const connected = once(silent, 'connection');
    let isOver = false;
    const trying = sendTest(email, 'eight').finally(() => {
      isOver = true;
    });
    await connected;
    for (let second = 1; second < 30 && !isOver; second++) {
      await until(() => isOver, 20, 10);
      vi.advanceTimersByTime(1_000);
    }
    await until(() => isOver, 5_000, 10);
    expect(isOver).toBe(true);
    const sent = await trying;
    expect(sent.ok ? '' : deliveryProblemOf(sent.reason)).toBe('unreachable');
    silent.close();
  });
});

it('a signed email can be verified with the public key, and a changed one fails', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  config().dkim = { domainName: 'example.org', keySelector: 'meeting', privateKey };
  await send(email, 'two');
  const [raw = ''] = arrived;
  expect(raw).toMatch(/^DKIM-Signature:[^;]*v=1/);
  expect(raw).toMatch(/d=example\.org;/);
  expect(raw).toMatch(/s=meeting;/);
  expect(isSigned(raw, publicKey)).toBe(true);
  expect(isSigned(raw.replace('salma@', 'other@'), publicKey)).toBe(false);
});

/** Whether the first signature is valid: RFC 6376 with "relaxed" canonicalization of header and body. */
function isSigned(raw: string, publicKey: string): boolean {
  const split = raw.indexOf('\r\n\r\n');
  const headers = raw
    .slice(0, split)
    .split(/\r\n(?![ \t])/)
    .map((line) => {
      const colon = line.indexOf(':');
      return { name: line.slice(0, colon).toLowerCase().trim(), value: line.slice(colon + 1) };
    });
  const relaxed = ({ name, value }: { name: string; value: string }) =>
    `${name}:${value
      .replace(/\r\n/g, '')
      .replace(/[ \t]+/g, ' ')
      .trim()}`;
  const body = raw
    .slice(split + 4)
    .split('\r\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''))
    .join('\r\n')
    .replace(/(\r\n)*$/, '\r\n');
  const signature = headers.find(({ name }) => name === 'dkim-signature');
  if (!signature) return false;
  const flat = signature.value.replace(/\s+/g, '');
  const tag = (name: string) => flat.match(new RegExp(`(?:^|;)${name}=([^;]*)`))?.[1] ?? '';
  if (tag('bh') !== createHash('sha256').update(body).digest('base64')) return false;
  const signed = tag('h')
    .split(':')
    .flatMap((name) => headers.find((header) => header.name === name.toLowerCase()) ?? [])
    .map(relaxed);
  const empty = { name: signature.name, value: signature.value.replace(/([;\s]b=)[^;]*/, '$1') };
  const text = [...signed, relaxed(empty)].join('\r\n');
  return createVerify('RSA-SHA256').update(text).verify(publicKey, tag('b'), 'base64');
}
