import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { fileOf, providerOf } from '@/lib/db/models';
import { cleanAddress, displayAddress, readEmailAddress } from '@/lib/text/email-address';
import { instant } from '@/lib/time/instant';

/** Defaults outside production for settings that are required in production. */
const defaultsOutsideProduction = {
  MAIL_FROM: 'meeting@example.org',
  SECRETARIAT_EMAIL: 'secretariat@example.org',
  AUTH_SECRET: 'only-for-development-never-in-production',
  ADMIN_EMAILS: 'secretariat@example.org',
  SMTP_TLS: 'optional',
};

const emailAddress = z.string().transform((text, context) => {
  const read = readEmailAddress(text);
  if (read.ok) return read.address;
  context.addIssue({ code: 'custom' });
  return z.NEVER;
});

const emailList = z
  .string()
  .transform((text) =>
    text
      .toLowerCase()
      .split(',')
      .filter((address) => cleanAddress(address) !== ''),
  )
  .pipe(z.array(emailAddress).min(1));

const origin = z
  .url({ protocol: /^https?$/ })
  .refine((url) => URL.canParse(url) && new URL(url).href === `${new URL(url).origin}/`)
  .transform((url) => new URL(url).origin);

const offsetInstant = z.string().transform((text, context) => {
  try {
    return instant(text);
  } catch {
    context.addIssue({ code: 'custom' });
    return z.NEVER;
  }
});

/** A private key in PEM format. It may be on one line with `\n` for line breaks, because some hosts allow only one line. */
const privateKey = z.string().transform((text, context) => {
  const pem = text.replaceAll('\\n', '\n');
  try {
    createPrivateKey(pem);
    return pem;
  } catch {
    context.addIssue({ code: 'custom' });
    return z.NEVER;
  }
});

/** Each setting with its rule. The description says what is expected and is shown if the value does not match. */
const settings = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^(file:.+|postgres(ql)?:\/\/.+)/)
    .default('file:./.data/meeting.db')
    .describe(
      'the database, for example file:./.data/meeting.db or postgresql://meeting:password@db.example.org/meeting',
    ),
  ERASURE_JOURNAL: z
    .string()
    .optional()
    .describe('a file outside the database, shared by all instances, for example ./.data/erasures'),
  APP_URL: origin
    .default('http://localhost:3000')
    .describe('the public origin without a path, for example https://meeting.example.org'),
  PORT: z.coerce.number().int().min(1).max(65535).default(3000).describe('a port number, for example 3000'),
  SECRETARIAT_NOTICES: z.enum(['on', 'off']).default('on').describe('on or off'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe('where emails are handed over, for example smtp://user:password@mail.example.org:587'),
  SMTP_TLS: z.enum(['required', 'optional']).default('required').describe('required or optional'),
  DKIM_SELECTOR: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/i)
    .optional()
    .describe('the selector under which the key stands in the DNS, for example meeting2024'),
  DKIM_PRIVATE_KEY: privateKey
    .optional()
    .describe('a private key, for example the output of: openssl genrsa 2048'),
  MAIL_FROM: z
    .string()
    .regex(/^([^<>\r\n]+<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/)
    .describe('the sender of emails, for example Meeting <meeting@example.org>'),
  SECRETARIAT_EMAIL: emailAddress
    .transform(displayAddress)
    .describe('the address that people write to, for example secretariat@example.org'),
  AUTH_SECRET: z
    .string()
    .min(32)
    .describe('at least 32 random characters, for example the output of: openssl rand -base64 48'),
  ADMIN_EMAILS: emailList.describe(
    'who may sign in to the secretariat’s pages, separated by commas, for example first@example.org,second@example.org',
  ),
  TRUST_PROXY: z.enum(['0', '1']).default('0').describe('1 behind a reverse proxy, else 0'),
  METRICS_TOKEN: z
    .string()
    .min(16)
    .optional()
    .describe('at least 16 characters, for example the output of: openssl rand -hex 24'),
  RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3650)
    .default(365)
    .describe('how many days after the meeting personal data are kept, for example 365'),
  MEETING_CLOCK: offsetInstant
    .optional()
    .describe('an instant with its offset, for example 2024-01-15T10:00:00+04:00'),
});

/** The settings of this process, read once. */
export type Config = {
  databaseUrl: string;
  /** The file that records erasures outside the database, so that restoring a backup brings nobody back. */
  erasureJournal: string;
  /** The public origin, without a slash at the end. */
  appUrl: string;
  port: number;
  secretariatNotices: boolean;
  /** `null`: emails are queued and not sent. */
  smtpUrl: string | null;
  /** Whether emails are sent through encrypted connections only. */
  smtpTlsRequired: boolean;
  /** How emails are signed; `null`: the site does not sign them; the mail server may. */
  dkim: { domainName: string; keySelector: string; privateKey: string } | null;
  mailFrom: string;
  /** As people read it: a domain in another script is not in ASCII. */
  secretariatEmail: string;
  authSecret: string;
  /** The email addresses of the members whom the settings name, in lower case. */
  adminEmails: string[];
  trustProxy: boolean;
  /** The token for reading the metrics; `null`: there are no metrics. */
  metricsToken: string | null;
  /** How many days after the meeting personal data are kept. */
  retentionDays: number;
  /** The time that the meeting's clock shows at the start of the process; `null`: the real time. */
  meetingClock: Date | null;
  isProduction: boolean;
  /** The folder of the build. */
  buildFolder: string;
  /** Whether this process is `next build`, which must not open a database. */
  isBuild: boolean;
};

type Environment = Record<string, string | undefined>;

/**
 * Reads the settings from environment variables.
 * @returns the settings; or one line for each fault, with the name of the setting, what is wrong and an example. The lines do not
 *   contain values, which may be secrets.
 */
export function readConfig(
  environment: Environment,
): { ok: true; config: Config } | { ok: false; faults: string[] } {
  const isBuild = environment.NEXT_PHASE === 'phase-production-build';
  const isProduction = environment.NODE_ENV === 'production' && !isBuild;

  // A setting without a value, such as `SMTP_URL=` in an .env file, counts as not set.
  const values = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = settings.safeParse(isProduction ? values : { ...defaultsOutsideProduction, ...values });

  const faults = new Set(
    parsed.success
      ? []
      : parsed.error.issues.map((issue) => {
          const name = String(issue.path[0]) as keyof typeof settings.shape;
          const problem = values[name] === undefined ? 'is missing' : 'is not valid';
          return `${name} ${problem}; expected: ${settings.shape[name].description}`;
        }),
  );
  if (isProduction && values.SMTP_URL === undefined) {
    faults.add(`SMTP_URL is missing; expected: ${settings.shape.SMTP_URL.description}`);
  }
  if (parsed.success && parsed.data.SMTP_URL && parsed.data.SMTP_TLS === 'required') {
    for (const name of weakeningParameters(parsed.data.SMTP_URL)) {
      faults.add(
        `SMTP_URL has the parameter ${name}, which may weaken SMTP_TLS=required; expected: no such parameter, or SMTP_TLS=optional`,
      );
    }
  }
  for (const [name, other] of [
    ['DKIM_SELECTOR', 'DKIM_PRIVATE_KEY'],
    ['DKIM_PRIVATE_KEY', 'DKIM_SELECTOR'],
  ] as const) {
    if (parsed.success && values[name] !== undefined && values[other] === undefined) {
      faults.add(`${other} is missing; expected: ${settings.shape[other].description}`);
    }
  }
  if (!parsed.success || faults.size > 0) return { ok: false, faults: [...faults] };

  const parsedSettings = parsed.data;
  return {
    ok: true,
    config: {
      databaseUrl: parsedSettings.DATABASE_URL,
      erasureJournal: parsedSettings.ERASURE_JOURNAL ?? besideDatabase(parsedSettings.DATABASE_URL),
      appUrl: parsedSettings.APP_URL,
      port: parsedSettings.PORT,
      secretariatNotices: parsedSettings.SECRETARIAT_NOTICES === 'on',
      smtpUrl: parsedSettings.SMTP_URL ?? null,
      smtpTlsRequired: parsedSettings.SMTP_TLS === 'required',
      dkim:
        parsedSettings.DKIM_SELECTOR && parsedSettings.DKIM_PRIVATE_KEY
          ? {
              // DMARC requires the sender's domain.
              domainName: domainOf(parsedSettings.MAIL_FROM),
              keySelector: parsedSettings.DKIM_SELECTOR,
              privateKey: parsedSettings.DKIM_PRIVATE_KEY,
            }
          : null,
      mailFrom: parsedSettings.MAIL_FROM,
      secretariatEmail: parsedSettings.SECRETARIAT_EMAIL,
      authSecret: parsedSettings.AUTH_SECRET,
      adminEmails: parsedSettings.ADMIN_EMAILS,
      trustProxy: parsedSettings.TRUST_PROXY === '1',
      metricsToken: parsedSettings.METRICS_TOKEN ?? null,
      retentionDays: parsedSettings.RETENTION_DAYS,
      meetingClock: parsedSettings.MEETING_CLOCK ?? null,
      isProduction,
      buildFolder: environment.BUILD_FOLDER ?? '.next',
      isBuild,
    },
  };
}

/** Parameters of `SMTP_URL` that have nothing to do with encryption, as nodemailer names them. */
const HARMLESS_SMTP_PARAMETERS = new Set([
  ...['name', 'localAddress', 'authMethod', 'tls.servername'],
  ...['connectionTimeout', 'greetingTimeout', 'socketTimeout', 'dnsTimeout', 'idleTimeout'],
  ...['maxConnections', 'maxMessages', 'maxRequeues', 'rateDelta', 'rateLimit'],
]);
/** Parameters that say again what `SMTP_TLS=required` says. */
const STRENGTHENING_SMTP_PARAMETERS = new Set([
  ...['requireTLS=true', 'secure=true', 'tls.rejectUnauthorized=true'],
  ...['ignoreTLS=false', 'opportunisticTLS=false'],
]);

/**
 * The names of the parameters of `SMTP_URL` that may weaken `SMTP_TLS=required`: nodemailer lets a parameter such as
 * `tls.rejectUnauthorized=false` or `requireTLS=false` override the settings of the site. Whatever is not known to be harmless counts.
 */
function weakeningParameters(url: string): string[] {
  const parameters = [...new URL(url).searchParams].filter(
    ([name, value]) =>
      !HARMLESS_SMTP_PARAMETERS.has(name) && !STRENGTHENING_SMTP_PARAMETERS.has(`${name}=${value}`),
  );
  // A question mark in a password begins a parameter, too, and the line must not contain a part of the password.
  return parameters.map(([name]) => (/^(?:tls\.)?[a-z]{1,30}$/i.test(name) ? name : 'with an unknown name'));
}

const domainOf = (sender: string): string => sender.replace(/^.*@/, '').replace(/>$/, '').toLowerCase();

/** The default path of the erasure journal: outside the database, so that restoring the database does not undo erasures. */
const besideDatabase = (url: string): string =>
  providerOf(url) === 'sqlite' ? `${fileOf(url)}.erasures` : './.data/erasures';

let current: Config | undefined;

/**
 * The settings of this process.
 * @throws Error with one line per fault. At start `lib/server/main.ts` checks the settings and exits with code 1 instead.
 */
export function config(): Config {
  if (!current) {
    const result = readConfig(process.env);
    if (!result.ok) throw new Error(`Settings:\n${result.faults.join('\n')}`);
    current = result.config;
  }
  return current;
}
