import { get } from 'node:http';
import { startReferenceProxy } from '@/tests/support/reference-proxy';
import { Site } from '@/tests/support/site';
import { startEmptyApp } from './empty-app';
import { read } from './loads';
import { alternate, stoppingAll } from './measure';
import { type Result, rate } from './report';
import { startNginx } from './yardsticks';

/** The Accept-Encoding header of browsers. */
const PACKED = 'gzip';
const SAME_BYTES = 'the same bytes from nginx';

/** The note and the form, directly from the application and through the proxy. */
export const pages = (): Promise<Result[]> =>
  stoppingAll(async (started) => {
    const site = await started(Site.start());
    const note = `${site.origin}/ar`;
    const nginx = await started(startNginx(await bytesOf(note)));
    const empty = await started(startEmptyApp());
    const straight = await alternate({
      note: () => read(note),
      nginx: () => read(nginx.url),
      form: () => read(`${site.origin}/ar/rsvp`),
      empty: () => read(`${empty.origin}/each`),
    });

    const proxy = await started(
      startReferenceProxy([Number(new URL(site.origin).port)], { isUnlimited: true }),
    );
    const nginxFile = await started(startNginx(await bytesOf(`${proxy.origin}/ar`, PACKED), 'auto'));
    const proxied = await alternate({
      note: () => read(`${proxy.origin}/ar`, PACKED),
      nginx: () => read(nginxFile.url),
    });

    const floor = `an empty page of the framework with a nonce ${Math.round(straight.empty)}/s`;
    return [
      rate('The note, straight from the application', SAME_BYTES, [straight.note, straight.nginx], 1 / 40, {
        aim: 1 / 20,
      }),
      rate('The note through the reference proxy', SAME_BYTES, [proxied.note, proxied.nginx], 0.7),
      rate(
        'The form, rendered per request',
        'the note, straight from the application',
        [straight.form, straight.note],
        1 / 12,
        { aim: 1 / 6, note: floor },
      ),
    ];
  });

/** The body as transferred. */
const bytesOf = (url: string, accepted = 'identity'): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': accepted } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks)));
    }).once('error', reject);
  });
