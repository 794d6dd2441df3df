import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@/scripts/free-port';
import { bring } from '@/tests/support/programs';
import { untilAnswering } from './measure';

/** A minimal program that does the same work as the site. */
export type Yardstick = { url: string; stop(): Promise<void> };

/** nginx serving these bytes as a file. */
export async function startNginx(bytes: Buffer, processes: number | 'auto' = 1): Promise<Yardstick> {
  const port = await freePort();
  const place = mkdtempSync(join(tmpdir(), 'nginx-'));
  writeFileSync(join(place, 'ar.html'), bytes);
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  writeFileSync(
    join(place, 'nginx.conf'),
    `daemon off; ${user} pid ${place}/nginx.pid; error_log stderr; worker_processes ${processes};
     events { worker_connections 256; }
     http { access_log off; types { text/html html; }
       client_body_temp_path ${place}/body; proxy_temp_path ${place}/proxy; fastcgi_temp_path ${place}/fastcgi;
       uwsgi_temp_path ${place}/uwsgi; scgi_temp_path ${place}/scgi;
       server { listen 127.0.0.1:${port}; root ${place}; } }`,
  );
  const child = spawn(bring('nginx', 'nginx-light'), ['-c', join(place, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}/ar.html`;
  await untilAnswering(url);
  return { url, stop: () => ended(child, place) };
}

/** A minimal server that writes the same rows equally durably, see `bare-handler.ts`. */
export async function startBareHandler(): Promise<Yardstick> {
  const port = await freePort();
  const place = mkdtempSync(join(tmpdir(), 'bare-'));
  const script = ['--import', 'tsx', 'tests/bench/bare-handler.ts', String(port), join(place, 'bare.db')];
  const child = spawn(process.execPath, script, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return { url: `http://127.0.0.1:${port}/`, stop: () => ended(child, place) };
}

async function ended(child: ChildProcess, place: string): Promise<void> {
  if (child.exitCode === null) {
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  }
  rmSync(place, { recursive: true, force: true });
}
