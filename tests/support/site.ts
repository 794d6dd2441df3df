import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { ParsedMail } from 'mailparser';
import { freePort } from '@/scripts/free-port';
import { type Mailbox, recipient, startMailbox } from '@/scripts/mailbox';
import { type Built, clockBeforeDeadline, SiteProcess, settingsOf } from './site-process';
import { queryFile } from './sql';
import { until } from './timing';

export { clockBeforeDeadline, contact, secretary } from './site-process';

type Options = {
  clock?: string;
  /** The built site; by default that of this checkout. */
  built?: Built;
  settings?: Record<string, string>;
  /** Called before the site starts, for example to prepare the database file. */
  before?: (databaseFile: string) => Promise<void>;
};

/** The site as in production: a process of its own, a SQLite database of its own, and a mail server for tests. */
export class Site {
  private loggedBefore = 0;

  private constructor(
    readonly mailbox: Mailbox,
    readonly databaseFile: string,
    private readonly running: SiteProcess,
    private readonly data: string,
  ) {}

  static async start({
    clock = clockBeforeDeadline,
    built,
    settings = {},
    before,
  }: Options = {}): Promise<Site> {
    const data = mkdtempSync(join(tmpdir(), 'meeting-site-'));
    const mailbox = await startMailbox({ smtp: 0, web: 0 });
    const port = await freePort();
    const databaseFile = join(data, 'meeting.db');
    const running = new SiteProcess(
      port,
      {
        ...settingsOf(`http://localhost:${port}`, mailbox),
        DATABASE_URL: `file:${databaseFile}`,
        MEETING_CLOCK: clock,
        ...settings,
      },
      built,
    );
    await before?.(databaseFile);
    await running.start();
    return new Site(mailbox, databaseFile, running, data);
  }

  get origin(): string {
    return this.running.origin;
  }

  /** Everything that the process printed since its start, or since `empty`. */
  log(): string {
    return this.running.log().slice(this.loggedBefore);
  }

  /** The resident memory of the process in MiB. */
  memory(): number {
    return this.running.memory();
  }

  /** Executes an SQL statement on the site's database, without the site. @returns the rows */
  sql<Row>(statement: string, ...values: unknown[]): Row[] {
    return queryFile(this.databaseFile, statement, values);
  }

  /** Renames tables while a function runs, so that everything that needs them fails. */
  async without<T>(tables: string[], work: () => Promise<T>): Promise<T> {
    for (const table of tables) this.sql(`ALTER TABLE "${table}" RENAME TO "${table}Away"`);
    try {
      return await work();
    } finally {
      for (const table of tables) this.sql(`ALTER TABLE "${table}Away" RENAME TO "${table}"`);
    }
  }

  /** Inserts rows into a table in one transaction, without the site. */
  insert(table: string, rows: Record<string, unknown>[]): void {
    const [first = {}] = rows;
    const names = Object.keys(first);
    const database = new Database(this.databaseFile, { timeout: 5_000 });
    const statement = database.prepare(
      `INSERT INTO "${table}" (${names.map((name) => `"${name}"`)}) VALUES (${names.map(() => '?')})`,
    );
    database.transaction(() => {
      for (const row of rows) statement.run(names.map((name) => row[name]));
    })();
    database.close();
  }

  /** Deletes all registrations, sessions, rate limits and emails, and starts the log anew. */
  empty(): void {
    const database = new Database(this.databaseFile, { timeout: 5_000 });
    database.pragma('foreign_keys = OFF');
    const tables = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '[_s]*'")
      .pluck()
      .all();
    database.transaction(() => {
      for (const table of tables) {
        // Members whom the settings name are created only at the start of the site, so they stay.
        const condition = table === 'User' ? "WHERE role <> 'secretariat' OR invitedBy IS NOT NULL" : '';
        database.exec(`DELETE FROM "${table}" ${condition}`);
      }
    })();
    database.close();
    this.mailbox.emails.length = 0;
    this.mailbox.refuses = () => undefined;
    this.loggedBefore = this.running.log().length;
  }

  registrations(email: string): { id: string; fullName: string; reference: string }[] {
    return this.sql(
      'SELECT id, fullName, reference FROM Registration WHERE emailKey = ?',
      email.toLowerCase(),
    );
  }

  emailsTo(address: string): ParsedMail[] {
    return this.mailbox.emails.filter((email) => recipient(email) === address);
  }

  /** Waits until more than `after` emails to this address have arrived. @returns the newest one */
  async waitForEmail(address: string, after = 0): Promise<ParsedMail> {
    const hasArrived = () => this.emailsTo(address).length > after;
    if ((await until(hasArrived, 20_000, 20)) === null) throw new Error(`no email arrived for ${address}`);
    return this.emailsTo(address).at(-1) as ParsedMail;
  }

  /** Waits until all queued emails to an address are sent, so that a test can expect that no other email arrives. */
  async untilAllSentTo(address: string): Promise<void> {
    const waiting = () =>
      this.sql(
        `SELECT OutboxMessage.id FROM OutboxMessage JOIN Registration ON Registration.id = registrationId
         WHERE emailKey = ? AND sentAt IS NULL`,
        address.toLowerCase(),
      );
    if ((await until(() => waiting().length === 0, 20_000)) === null)
      throw new Error(`emails to ${address} are still waiting`);
  }

  /** The token of the personal link in the newest email to an address. */
  async tokenOf(address: string): Promise<string> {
    const token = (await this.waitForEmail(address)).text?.match(/\/registration\/(\S+)/)?.[1];
    if (!token) throw new Error(`the email to ${address} has no link`);
    return token;
  }

  /** Sends SIGTERM, and does not wait. */
  tellToStop(): void {
    this.running.signal('SIGTERM');
  }

  /** Sends SIGTERM and waits. @returns the exit code */
  async end(): Promise<number | null> {
    return (await this.running.end('SIGTERM'))?.code ?? null;
  }

  /** Stops the process and starts it again with changed settings. */
  async restart(settings: Record<string, string>): Promise<void> {
    await this.end();
    this.running.change(settings);
    await this.running.start();
  }

  async stop(): Promise<void> {
    await this.running.end('SIGKILL');
    await this.mailbox.close();
    rmSync(this.data, { recursive: true, force: true });
  }
}

/** The address of client number n (below 2^28), each in another /48 block, as of another provider's customer (RFC 9637). */
export const networkOf = (n: number): string =>
  `3fff:${((n >> 16) & 0xfff).toString(16)}:${(n & 0xffff).toString(16)}::1`;

let visitors = 0;
/** An address in a block that no other test uses. */
export const newVisitor = (): string => networkOf(((process.pid & 0xfff) << 16) + ++visitors);

export type FormValues = Record<string, string>;

/** The form of a page as a browser without JavaScript sees it: the page's address, and the hidden fields. */
export type OpenForm = { address: string; hidden: [string, string][] };

/** @param field as in `hiddenFields`: on a staff page the first form is the one to sign out */
export async function openForm(address: string, cookie = '', field = ''): Promise<OpenForm> {
  const html = await (await fetch(address, { headers: { cookie } })).text();
  return { address, hidden: hiddenFields(html, field) };
}

/** The hidden fields of the first form in the main part of a page. @param field with a name: of the first form that has this field */
export function hiddenFields(html: string, field = ''): [string, string][] {
  const [, main = ''] = html.split('<main');
  const forms = main.match(/<form[\s\S]*?<\/form>/g) ?? [];
  const form = forms.find((source) => !field || source.includes(`name="${field}"`)) ?? '';
  const attribute = (tag: string, name: string) =>
    (tag.match(new RegExp(`${name}="([^"]*)"`))?.[1] ?? '').replace(/&quot;/g, '"').replace(/&amp;/g, '&');
  return [...form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]): [string, string] => [
    attribute(tag, 'name'),
    attribute(tag, 'value'),
  ]);
}

/** Submits an open form with these values, from a visitor's address. Follows no redirect. */
export async function sendForm(
  { address, hidden }: OpenForm,
  values: FormValues,
  visitor = newVisitor(),
  cookie = '',
): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of [...hidden, ...Object.entries(values)]) body.append(name, value);
  return fetch(address, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { 'x-forwarded-for': visitor, origin: new URL(address).origin, cookie },
  });
}
