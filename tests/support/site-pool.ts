import { Site } from './site';

type SiteOptions = Omit<NonNullable<Parameters<typeof Site.start>[0]>, 'before'>;

/**
 * A pool of running sites, by their settings. Starting a site takes two seconds of CPU time, emptying its database some milliseconds. A
 * site is lent to one test after another, each time with no registrations and an empty mailbox.
 */
export class SitePool {
  private readonly running = new Map<string, Site>();
  private readonly previousLogs: string[] = [];

  /** @param options as of `Site.start`. The meeting's clock of a site that was lent before has run on since its start. */
  async lend(options: SiteOptions = {}): Promise<Site> {
    const key = JSON.stringify(options);
    const idle = this.running.get(key);
    if (idle) {
      this.previousLogs.push(idle.log());
      idle.empty();
      return idle;
    }
    const site = await Site.start(options);
    this.running.set(key, site);
    return site;
  }

  /** The current logs of the sites, with their settings. */
  logs(): [string, string][] {
    return [...this.running].map(([key, site]) => [key, site.log()]);
  }

  /** Everything that the sites have printed, also for earlier tests. */
  printed(): string {
    return [...this.previousLogs, ...this.logs().map(([, log]) => log)].join('');
  }

  async stop(): Promise<void> {
    await Promise.all([...this.running.values()].map((site) => site.stop()));
  }
}
