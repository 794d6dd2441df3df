import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { fileOf, providerOf } from '@/lib/db/models';
import { instant } from '@/lib/time/instant';

/** Where a setting is required in production, this stands in for it elsewhere. */
const outsideProduction = {
  MAIL_FROM: 'meeting@example.org',
  SECRETARIAT_EMAIL: 'secretariat@example.org',
  AUTH_SECRET: 'only-for-development-never-in-production',
  ADMIN_EMAILS: 'secretariat@example.org',
  SMTP_TLS: 'optional',
};

const emailList = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((address) => address.trim().toLowerCase())
      .filter(Boolean),
  )
  .pipe(z.array(z.email()).min(1));

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

/** A key as PEM; in one line, as some places for settings want it, its line breaks are written as \\n. */
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

/** Each setting with its rule; the description says what is expected, with an example, and is shown when it is not met. */
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
    .describe('where letters are handed over, for example smtp://user:password@mail.example.org:587'),
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
    .describe('the sender of letters, for example Meeting <meeting@example.org>'),
  SECRETARIAT_EMAIL: z
    .email()
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
  /** The file that remembers erasures beside the database, so that a restored backup brings nobody back. */
  erasureJournal: string;
  /** The public origin, without a slash at its end. */
  appUrl: string;
  secretariatNotices: boolean;
  /** `null`: letters are written down as owed and wait. */
  smtpUrl: string | null;
  /** Whether a letter may only go through an encrypted connection. */
  smtpTlsRequired: boolean;
  /** How letters are signed; `null`: not at all, or by the mail server. */
  dkim: { domainName: string; keySelector: string; privateKey: string } | null;
  mailFrom: string;
  secretariatEmail: string;
  authSecret: string;
  /** In lower case. */
  adminEmails: string[];
  trustProxy: boolean;
  /** Who knows it may read the figures for monitors; `null`: there are none. */
  metricsToken: string | null;
  /** How many days after the meeting personal data are kept. */
  retentionDays: number;
  /** Where the meeting's clock starts, `null` for the real time. */
  meetingClock: Date | null;
  isProduction: boolean;
  /** Where the build stands. */
  buildFolder: string;
  /** Whether pages are being built: no database is opened then. */
  isBuild: boolean;
};

type Environment = Record<string, string | undefined>;

/**
 * Reads the settings from an environment.
 * @returns the settings, or one line for each fault that names the setting, what is wrong and an example. The lines never
 *   repeat a value: it may be a secret.
 */
export function readConfig(
  environment: Environment,
): { ok: true; config: Config } | { ok: false; faults: string[] } {
  const isBuild = environment.NEXT_PHASE === 'phase-production-build';
  const isProduction = environment.NODE_ENV === 'production' && !isBuild;

  // An empty line in an .env file means "not set", as people expect.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = settings.safeParse(isProduction ? given : { ...outsideProduction, ...given });

  const faults = new Set(
    parsed.success
      ? []
      : parsed.error.issues.map((issue) => {
          const name = String(issue.path[0]) as keyof typeof settings.shape;
          const problem = given[name] === undefined ? 'is missing' : 'is not valid';
          return `${name} ${problem}; expected: ${settings.shape[name].description}`;
        }),
  );
  if (isProduction && given.SMTP_URL === undefined) {
    faults.add(`SMTP_URL is missing; expected: ${settings.shape.SMTP_URL.description}`);
  }
  for (const [name, other] of [
    ['DKIM_SELECTOR', 'DKIM_PRIVATE_KEY'],
    ['DKIM_PRIVATE_KEY', 'DKIM_SELECTOR'],
  ] as const) {
    if (parsed.success && given[name] !== undefined && given[other] === undefined) {
      faults.add(`${other} is missing; expected: ${settings.shape[other].description}`);
    }
  }
  if (!parsed.success || faults.size > 0) return { ok: false, faults: [...faults] };

  const value = parsed.data;
  return {
    ok: true,
    config: {
      databaseUrl: value.DATABASE_URL,
      erasureJournal: value.ERASURE_JOURNAL ?? besideDatabase(value.DATABASE_URL),
      appUrl: value.APP_URL,
      secretariatNotices: value.SECRETARIAT_NOTICES === 'on',
      smtpUrl: value.SMTP_URL ?? null,
      smtpTlsRequired: value.SMTP_TLS === 'required',
      dkim:
        value.DKIM_SELECTOR && value.DKIM_PRIVATE_KEY
          ? {
              // The sender's own domain: another one would not count for DMARC.
              domainName: domainOf(value.MAIL_FROM),
              keySelector: value.DKIM_SELECTOR,
              privateKey: value.DKIM_PRIVATE_KEY,
            }
          : null,
      mailFrom: value.MAIL_FROM,
      secretariatEmail: value.SECRETARIAT_EMAIL,
      authSecret: value.AUTH_SECRET,
      adminEmails: value.ADMIN_EMAILS,
      trustProxy: value.TRUST_PROXY === '1',
      metricsToken: value.METRICS_TOKEN ?? null,
      retentionDays: value.RETENTION_DAYS,
      meetingClock: value.MEETING_CLOCK ?? null,
      isProduction,
      buildFolder: environment.BUILD_FOLDER ?? '.next',
      isBuild,
    },
  };
}

const domainOf = (sender: string): string => sender.replace(/^.*@/, '').replace(/>$/, '').toLowerCase();

/** Where erasures are written down unless the setting names a place: a restored database must not take them back with it. */
const besideDatabase = (url: string): string =>
  providerOf(url) === 'sqlite' ? `${fileOf(url)}.erasures` : './.data/erasures';

let current: Config | undefined;

/**
 * The settings of this process.
 * @throws Error with one line per fault; at start, `lib/server/startup.ts` has turned that into an exit with code 1.
 */
export function config(): Config {
  if (!current) {
    const result = readConfig(process.env);
    if (!result.ok) throw new Error(`Settings:\n${result.faults.join('\n')}`);
    current = result.config;
  }
  return current;
}
