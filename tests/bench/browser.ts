import { type Browser, chromium, devices } from '@playwright/test';
import lighthouse from 'lighthouse';
import { throttling } from 'lighthouse/core/config/constants.js';
import { locales } from '@/lib/i18n/locale';
import { freePort } from '@/scripts/free-port';
import { bringChromium } from '@/tests/support/chromium';
import { startInstallation } from '@/tests/support/instances';
import { shiftOf, watchShifts } from '@/tests/support/layout-shift';
import { startReferenceProxy } from '@/tests/support/reference-proxy';
import { percentile } from '@/tests/support/timing';
import { emptyApp, startEmptyApp } from './empty-app';
import { stoppingAll } from './measure';
import { atLeast, atMost, type Result } from './report';

const PAGE_KB = 160;
const SCRIPT_KB = 15;
/** Lighthouse's scores vary with other work on the machine. */
const LIGHTHOUSE_ROUNDS = 5;
const scores = { performance: 95, accessibility: 100, 'best-practices': 100, seo: 100 };

/** Each page of the site with the pages of the empty application it is compared with: path and description. */
const visited = locales.flatMap((locale) => [
  {
    title: `the note in ${locale}`,
    path: `/${locale}`,
    floors: {
      '': 'an empty page of the framework',
      [`/${locale}`]: 'one with the note’s words and no style',
    },
  },
  {
    title: `the form in ${locale}`,
    path: `/${locale}/rsvp`,
    floors: { '/each': 'an empty page of the framework' },
  },
]);

/** What a browser loads and shows, through the reference proxy, which compresses. */
export const inBrowser = (): Promise<Result[]> =>
  stoppingAll(async (started) => {
    const { origin } = await started(startInstallation(1));
    const empty = await started(startEmptyApp());
    const proxiedEmpty = await started(startReferenceProxy([empty.port], { built: emptyApp() }));
    const { browser } = await started(launch());

    const results: Result[] = [];
    const floor = (await weigh(browser, proxiedEmpty.origin)).Script;
    for (const locale of locales) {
      const { Document, Stylesheet, Font, Script } = await weigh(browser, `${origin}/${locale}`);
      results.push(
        atMost(`What the note in ${locale} sends, compressed`, Document + Stylesheet + Font, PAGE_KB, 'kB', {
          digits: 1,
          figures: `HTML ${kb(Document)}, CSS ${kb(Stylesheet)}, fonts ${kb(Font)}`,
        }),
        atMost(
          `Script of the note in ${locale}, compressed, above the framework’s`,
          Script - floor,
          SCRIPT_KB,
          'kB',
          {
            digits: 1,
            against: 'an empty page of the framework',
            figures: `${kb(Script)} against ${kb(floor)}`,
          },
        ),
      );
    }
    for (const { title, path } of visited) {
      const shifts = {
        phone: await slowShiftOf(browser, origin + path, 'Pixel 7'),
        desktop: await slowShiftOf(browser, origin + path, 'Desktop Chrome'),
      };
      results.push(
        atMost(`Layout shift of ${title}`, Math.max(shifts.phone, shifts.desktop), 0, '', {
          digits: 4,
          figures: `phone ${shifts.phone.toFixed(4)}, desktop ${shifts.desktop.toFixed(4)}, on a slow network`,
        }),
      );
    }
    const slowdown = slowdownBy((await lighthouseOn(proxiedEmpty.origin, 1)).environment.benchmarkIndex);
    const least = new Map<string, number>();
    for (const path of new Set(visited.flatMap(({ floors }) => Object.keys(floors))))
      least.set(path, await performanceOf(proxiedEmpty.origin + path, slowdown));
    for (const { title, path, floors } of visited) {
      const floorScores = Object.entries(floors).map(
        ([at, description]) => `${description} ${least.get(at)}`,
      );
      results.push(...(await judge(origin + path, title, floorScores.join(', '), slowdown)));
    }
    return results;
  });

const kb = (number: number) => `${number.toFixed(1)} kB`;

async function launch(port = 0): Promise<{ browser: Browser; stop(): Promise<void> }> {
  const browser = await chromium.launch({
    executablePath: bringChromium(),
    args: ['--no-sandbox', '--disable-gpu', `--remote-debugging-port=${port}`],
  });
  return { browser, stop: () => browser.close() };
}

/** @returns the size of the responses with headers, as transferred, by kind, in kB */
async function weigh(browser: Browser, url: string) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  const kinds = new Map<string, string>();
  const kilobytes = { Document: 0, Stylesheet: 0, Font: 0, Script: 0 };
  network.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId);
    if (kind && kind in kilobytes) kilobytes[kind as keyof typeof kilobytes] += encodedDataLength / 1_000;
  });
  await network.send('Network.enable');
  await page.goto(url, { waitUntil: 'networkidle' });
  await context.close();
  return kilobytes;
}

/** The layout shift of a page while it loads on a slow network, where its fonts arrive late. */
async function slowShiftOf(browser: Browser, url: string, device: string): Promise<number> {
  const context = await browser.newContext(devices[device]);
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  const kilobytesPerSecond = 200;
  await network.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: kilobytesPerSecond * 1_000,
    uploadThroughput: kilobytesPerSecond * 1_000,
  });
  await watchShifts(page);
  await page.goto(url, { waitUntil: 'networkidle' });
  const shift = await shiftOf(page);
  await context.close();
  return shift;
}

type Judged = { rounds: Record<string, number[]>; lost: string[] };

/** Lighthouse's scores of a page on a phone, in hundredths, over some rounds, with the failed audits of all categories but performance. */
async function roundsOf(url: string, slowdown: number): Promise<Judged> {
  const rounds: Record<string, number[]> = {};
  const lost = new Set<string>();
  for (let round = 0; round < LIGHTHOUSE_ROUNDS; round++) {
    const report = await lighthouseOn(url, slowdown);
    for (const [name, category] of Object.entries(report.categories)) {
      rounds[name] = [...(rounds[name] ?? []), Math.round((category.score ?? 0) * 100)];
      if (name === 'performance') continue;
      for (const { id, weight } of category.auditRefs)
        if (weight > 0 && (report.audits[id]?.score ?? 1) < 1) lost.add(id);
    }
  }
  return { rounds, lost: [...lost] };
}

const performanceOf = async (url: string, slowdown: number) =>
  percentile((await roundsOf(url, slowdown)).rounds.performance ?? [], 50);

/** @param floors the performance scores of the framework's own minimal pages, as text */
async function judge(url: string, title: string, floors: string, slowdown: number): Promise<Result[]> {
  const { rounds, lost } = await roundsOf(url, slowdown);
  return Object.entries(scores).map(([name, least]) =>
    atLeast(
      `Lighthouse, ${name}, ${title}`,
      percentile(rounds[name] ?? [], 50),
      least,
      name === 'performance'
        ? `${(rounds[name] ?? []).join(', ')}; ${floors}; a phone taken as ${slowdown} times slower than this machine`
        : lost.join(', '),
    ),
  );
}

const TRIES = 3;

/**
 * The factor by which a mid-tier phone is slower than this machine, from the machine's benchmark index and a table by Lighthouse's
 * authors (https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md). Their default of 4 is for a fast desktop.
 */
const slowdownBy = (benchmarkIndex: number): number => {
  if (benchmarkIndex >= 1_500) return 4;
  return benchmarkIndex >= 1_000 ? 2 : 1;
};

/** Runs Lighthouse in a browser of its own. Tries again when the tool missed the start of a page on a busy machine. */
async function lighthouseOn(url: string, cpuSlowdownMultiplier: number) {
  let fault: string | undefined;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const port = await freePort();
    const { stop } = await launch(port);
    try {
      const flags = { port, onlyCategories: Object.keys(scores), logLevel: 'error' as const };
      const report = (
        await lighthouse(url, {
          ...flags,
          throttling: { ...throttling.mobileSlow4G, cpuSlowdownMultiplier },
        })
      )?.lhr;
      if (report && !report.runtimeError) return report;
      fault = report?.runtimeError?.message;
    } finally {
      await stop();
    }
  }
  throw new Error(`Lighthouse on ${url}: ${fault}`);
}
