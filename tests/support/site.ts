import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { ParsedMail } from 'mailparser';
import { freePort } from '@/scripts/free-port';
import { type Mailbox, recipient, startMailbox } from '@/scripts/mailbox';
import { type Built, calmMorning, SiteProcess, settingsOf } from './site-process';
import { askFile } from './sql';
import { until } from './timing';

export { calmMorning, contact, secretary } from './site-process';

type Options = {
  clock?: string;
  /** This checkout's unless the test brings another. */
  built?: Built;
  settings?: Record<string, string>;
  /** What is done to the database's file before the site starts. */
  before?: (databaseFile: string) => Promise<void>;
};

/** The product as it runs in production: its own process, its own database, a real mail server. */
export class Site {
  private loggedBefore = 0;

  private constructor(
    readonly mailbox: Mailbox,
    readonly databaseFile: string,
    private readonly running: SiteProcess,
    private readonly data: string,
  ) {}

  static async start({ clock = calmMorning, built, settings = {}, before }: Options = {}): Promise<Site> {
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

  /** All that the process printed, since the site was emptied if it was. */
  log(): string {
    return this.running.log().slice(this.loggedBefore);
  }

  /** What the process has in memory, in MiB. */
  memory(): number {
    return this.running.memory();
  }

  /** Asks the database, or changes it behind the site's back. */
  sql<Row>(statement: string, ...values: unknown[]): Row[] {
    return askFile(this.databaseFile, statement, values);
  }

  /** Takes tables away meanwhile, so that whatever needs them fails. */
  async without<T>(tables: string[], work: () => Promise<T>): Promise<T> {
    for (const table of tables) this.sql(`ALTER TABLE "${table}" RENAME TO "${table}Away"`);
    try {
      return await work();
    } finally {
      for (const table of tables) this.sql(`ALTER TABLE "${table}Away" RENAME TO "${table}"`);
    }
  }

  /** Writes rows into a table behind the site's back, all of them at once. */
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

  /** Nobody is registered any more, nobody has a session or has tried anything, and no letter is in the mailbox. */
  empty(): void {
    const database = new Database(this.databaseFile, { timeout: 5_000 });
    database.pragma('foreign_keys = OFF');
    const tables = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '[_s]*'")
      .pluck()
      .all();
    database.transaction(() => {
      for (const table of tables) {
        // Those named in the settings become members when the site starts.
        const kept = table === 'User' ? "WHERE role <> 'secretariat' OR invitedBy IS NOT NULL" : '';
        database.exec(`DELETE FROM "${table}" ${kept}`);
      }
    })();
    database.close();
    this.mailbox.letters.length = 0;
    this.mailbox.refuses = () => undefined;
    this.loggedBefore = this.running.log().length;
  }

  registrations(email: string): { id: string; fullName: string; reference: string }[] {
    return this.sql(
      'SELECT id, fullName, reference FROM Registration WHERE emailKey = ?',
      email.toLowerCase(),
    );
  }

  lettersTo(address: string): ParsedMail[] {
    return this.mailbox.letters.filter((letter) => recipient(letter) === address);
  }

  /** Waits for a letter, the newest one to this address when there are more than `after`. */
  async letterTo(address: string, after = 0): Promise<ParsedMail> {
    const hasCome = () => this.lettersTo(address).length > after;
    if ((await until(hasCome, 20_000, 20)) === null) throw new Error(`no letter came to ${address}`);
    return this.lettersTo(address).at(-1) as ParsedMail;
  }

  /** Waits until no letter to an address is waiting: what has not come by then does not come. */
  async untilAllSentTo(address: string): Promise<void> {
    const waiting = () =>
      this.sql(
        `SELECT OutboxMessage.id FROM OutboxMessage JOIN Registration ON Registration.id = registrationId
         WHERE emailKey = ? AND sentAt IS NULL`,
        address.toLowerCase(),
      );
    if ((await until(() => waiting().length === 0, 20_000)) === null)
      throw new Error(`letters to ${address} are still waiting`);
  }

  /** The key in the personal link of the newest letter to an address. */
  async tokenOf(address: string): Promise<string> {
    const token = (await this.letterTo(address)).text?.match(/\/registration\/(\S+)/)?.[1];
    if (!token) throw new Error(`the letter to ${address} has no link`);
    return token;
  }

  /** Tells the process to stop, and does not wait for it. */
  tellToStop(): void {
    this.running.signal('SIGTERM');
  }

  /** Tells the process to stop. @returns its exit code */
  async end(): Promise<number | null> {
    return (await this.running.end('SIGTERM'))?.code ?? null;
  }

  /** Ends the process and starts it again with changed settings. */
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

/** Client number n in a provider's block of its own (/48), of those that documentation reserves (RFC 9637); up to 2^28. */
export const networkOf = (n: number): string =>
  `3fff:${((n >> 16) & 0xfff).toString(16)}:${(n & 0xffff).toString(16)}::1`;

let visitors = 0;
/** An address in a block that nobody has come from before. */
export const newVisitor = (): string => networkOf(((process.pid & 0xfff) << 16) + ++visitors);

export type Typed = Record<string, string>;

/** The form of a page as a browser without JavaScript sees it: where it stands, and its hidden fields. */
export type OpenForm = { address: string; hidden: [string, string][] };

export async function openForm(address: string, cookie = ''): Promise<OpenForm> {
  const html = await (await fetch(address, { headers: { cookie } })).text();
  return { address, hidden: hiddenFields(html) };
}

/** The hidden fields of the form that a page shows: of the first one that has a field, where there are several. */
export function hiddenFields(html: string, field = ''): [string, string][] {
  const [, main = ''] = html.split('<main');
  const forms = main.match(/<form[\s\S]*?<\/form>/g) ?? [];
  const form = forms.find((each) => !field || each.includes(`name="${field}"`)) ?? '';
  const attribute = (tag: string, name: string) =>
    (tag.match(new RegExp(`${name}="([^"]*)"`))?.[1] ?? '').replace(/&quot;/g, '"').replace(/&amp;/g, '&');
  return [...form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]): [string, string] => [
    attribute(tag, 'name'),
    attribute(tag, 'value'),
  ]);
}

/** Sends such a form as it stands, from a visitor's address; follows no redirect. */
export async function sendForm(
  { address, hidden }: OpenForm,
  typed: Typed,
  visitor = newVisitor(),
  cookie = '',
): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of [...hidden, ...Object.entries(typed)]) body.append(name, value);
  return fetch(address, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { 'x-forwarded-for': visitor, origin: new URL(address).origin, cookie },
  });
}
