import { Site } from './site';

type Wanted = Omit<NonNullable<Parameters<typeof Site.start>[0]>, 'before'>;

/**
 * Running sites by their settings: a start costs two seconds of a processor, emptying a database some milliseconds. A site is lent
 * with nobody registered and an empty mailbox, to one test after the other.
 */
export class SitePool {
  private readonly running = new Map<string, Site>();
  private readonly earlier: string[] = [];

  /** @param wanted the settings that matter; the clock of a site that was lent before has run on meanwhile */
  async lend(wanted: Wanted = {}): Promise<Site> {
    const key = JSON.stringify(wanted);
    const idle = this.running.get(key);
    if (idle) {
      this.earlier.push(idle.log());
      idle.empty();
      return idle;
    }
    const site = await Site.start(wanted);
    this.running.set(key, site);
    return site;
  }

  /** What the sites print now, by their settings. */
  logs(): [string, string][] {
    return [...this.running].map(([key, site]) => [key, site.log()]);
  }

  /** All that the sites have printed. */
  printed(): string {
    return [...this.earlier, ...this.logs().map(([, log]) => log)].join('');
  }

  async stop(): Promise<void> {
    await Promise.all([...this.running.values()].map((site) => site.stop()));
  }
}
