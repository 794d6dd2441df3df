import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readConfig } from '@/lib/config';

const production = {
  NODE_ENV: 'production',
  SMTP_URL: 'smtp://user:pass@mail.example.org:587',
  MAIL_FROM: 'Meeting <meeting@example.org>',
  SECRETARIAT_EMAIL: 'secretariat@example.org',
  AUTH_SECRET: 'x'.repeat(32),
  ADMIN_EMAILS: 'First@example.org, second@example.org',
};

const faultsOf = (environment: Record<string, string>) => {
  const result = readConfig(environment);
  return result.ok ? [] : result.faults;
};

describe('the settings', () => {
  it('are complete with the ones that production requires', () => {
    const result = readConfig(production);
    expect(result).toMatchObject({
      ok: true,
      config: {
        databaseUrl: 'file:./.data/meeting.db',
        adminEmails: ['first@example.org', 'second@example.org'],
        secretariatNotices: true,
        trustProxy: false,
        meetingClock: null,
        smtpTlsRequired: true,
        erasureJournal: './.data/meeting.db.erasures',
        metricsToken: null,
        retentionDays: 365,
      },
    });
  });

  it('report every missing one in production, each on one line with an example', () => {
    const faults = faultsOf({ NODE_ENV: 'production' });
    const names = faults.map((line) => line.split(' ')[0]).sort();
    expect(names).toEqual(['ADMIN_EMAILS', 'AUTH_SECRET', 'MAIL_FROM', 'SECRETARIAT_EMAIL', 'SMTP_URL']);
    for (const line of faults) expect(line).toMatch(/^[A-Z_]+ is missing; expected: .*for example[^\n]*$/);
  });

  it('sign emails for the sender’s domain, and require selector and key together', () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const oneLine = privateKey.replaceAll('\n', '\\n');
    const signing = { ...production, DKIM_SELECTOR: 'meeting', DKIM_PRIVATE_KEY: oneLine };
    expect(readConfig(signing)).toMatchObject({
      ok: true,
      config: { dkim: { domainName: 'example.org', keySelector: 'meeting', privateKey } },
    });
    expect(faultsOf({ ...production, DKIM_SELECTOR: 'meeting' })).toEqual([
      expect.stringMatching(/^DKIM_PRIVATE_KEY is missing/),
    ]);
    expect(faultsOf({ ...production, DKIM_PRIVATE_KEY: oneLine })).toEqual([
      expect.stringMatching(/^DKIM_SELECTOR is missing/),
    ]);
  });

  it('may all be absent in development and during a build', () => {
    expect(faultsOf({})).toEqual([]);
    expect(faultsOf({ NODE_ENV: 'production', NEXT_PHASE: 'phase-production-build' })).toEqual([]);
  });

  it('take addresses with a domain in Arabic, and without what was copied along', () => {
    const result = readConfig({
      ...production,
      SECRETARIAT_EMAIL: '\u2068info@مثال.امارات\u2069',
      ADMIN_EMAILS: 'First@مثال.امارات,\u202Ar&d@example.org\u202C, ',
    });
    expect(result).toMatchObject({
      ok: true,
      config: {
        secretariatEmail: 'info@مثال.امارات',
        adminEmails: ['first@xn--mgbh0fb.xn--mgbaam7a8h', 'r&d@example.org'],
      },
    });
  });

  it.each([
    'tls.rejectUnauthorized=false',
    'tls.rejectUnauthorized=0',
    'tls.ciphers=NULL',
    'tls.minVersion=TLSv1',
    'requireTLS=false',
    'requireTLS=',
    'ignoreTLS=true',
    'opportunisticTLS=true',
    'secure=false',
    'service=Example',
    'proxy=http',
    'logger=true',
    'debug=true',
  ])('refuse the parameter %s of SMTP_URL by its name, unless encryption is optional', (parameter) => {
    const url = `smtp://user:pass@mail.example.org:587?name=site.example.org&${parameter}`;
    const [name] = parameter.split('=');
    const faults = faultsOf({ ...production, SMTP_URL: url });
    expect(faults).toEqual([expect.stringContaining(`SMTP_URL has the parameter ${name}, `)]);
    expect(faults[0]).not.toContain('pass@');
    expect(faultsOf({ ...production, SMTP_URL: url, SMTP_TLS: 'optional' })).toEqual([]);
  });

  it('keep a question mark of the mail server’s password out of the line about it', () => {
    const [fault] = faultsOf({ ...production, SMTP_URL: 'smtp://mail.example.org?secret-word' });
    expect(fault).toMatch(/^SMTP_URL has the parameter with an unknown name/);
    expect(fault).not.toContain('secret-word');
  });

  it('accept parameters of SMTP_URL that weaken nothing', () => {
    const parameters =
      'requireTLS=true&tls.rejectUnauthorized=true&tls.servername=mx.example.org&maxMessages=50';
    expect(faultsOf({ ...production, SMTP_URL: `smtp://mail.example.org?${parameters}` })).toEqual([]);
  });

  it.each([
    ['DATABASE_URL', 'mysql://x'],
    ['APP_URL', 'site.example.net'],
    ['APP_URL', 'https://meeting.example.org/path'],
    ['PORT', '70000'],
    ['SECRETARIAT_NOTICES', 'never'],
    ['SMTP_URL', 'http://mail'],
    ['SMTP_TLS', 'never'],
    ['DKIM_PRIVATE_KEY', '-----BEGIN'],
    ['DKIM_SELECTOR', 'a selector'],
    ['MAIL_FROM', 'Somebody'],
    ['MAIL_FROM', 'a@example.org\r\nBcc: b@example.org'],
    ['SECRETARIAT_EMAIL', 'nobody'],
    ['SECRETARIAT_EMAIL', 'name@@example.org'],
    ['ADMIN_EMAILS', ' , '],
    ['AUTH_SECRET', 'too-short-to-be-a-secret'],
    ['ADMIN_EMAILS', 'one@example.org, two'],
    ['TRUST_PROXY', 'yes'],
    ['MEETING_CLOCK', '2024-01-16T10:00:00'],
    ['MEETING_CLOCK', '2024-02-31T10:00:00+04:00'],
  ])('refuse %s = %j in one line that does not repeat the value', (name, value) => {
    const faults = faultsOf({ ...production, [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${name} is not valid; expected: `));
    expect(faults[0]).not.toContain(value);
  });
});
