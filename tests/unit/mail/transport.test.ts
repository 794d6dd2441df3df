import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { config } from '@/lib/config';
import { refusalOf } from '@/lib/mail/refusals';
import { closeTransport, send } from '@/lib/mail/transport';

let server: SMTPServer;
let arrived: string[];
beforeEach(async () => {
  arrived = [];
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        arrived.push(Buffer.concat(chunks).toString('utf8'));
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as { port: number };
  config().smtpUrl = `smtp://127.0.0.1:${port}`;
});
afterEach(async () => {
  closeTransport();
  config().smtpTlsRequired = false;
  config().dkim = null;
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

const letter = {
  to: { name: 'سلمى المثال', address: 'salma@example.org' },
  subject: 'تأكيد مشاركتك في الاجتماع',
  text: 'السلام عليكم،\n\nتم تسجيل  مشاركتك. \n',
  html: '<p dir="rtl">تم تسجيل مشاركتك.</p>',
};

it('no letter goes to a server without encryption where that is demanded', async () => {
  config().smtpTlsRequired = true;
  const delivery = await send(letter, 'one');
  expect(delivery.ok).toBe(false);
  expect(delivery.ok ? '' : refusalOf(delivery.reason)).toBe('secureConnection');
  expect(arrived).toEqual([]);

  closeTransport();
  config().smtpTlsRequired = false;
  expect(await send(letter, 'one')).toEqual({ ok: true });
  expect(arrived).toHaveLength(1);
});

it('a signed letter can be checked with the public key, and a changed one is found out', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  config().dkim = { domainName: 'example.org', keySelector: 'meeting', privateKey };
  await send(letter, 'two');
  const [raw = ''] = arrived;
  expect(raw).toMatch(/^DKIM-Signature:[^;]*v=1/);
  expect(raw).toMatch(/d=example\.org;/);
  expect(raw).toMatch(/s=meeting;/);
  expect(isSigned(raw, publicKey)).toBe(true);
  expect(isSigned(raw.replace('salma@', 'other@'), publicKey)).toBe(false);
});

/** RFC 6376 with "relaxed" for header and body: whether the first signature holds. */
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
