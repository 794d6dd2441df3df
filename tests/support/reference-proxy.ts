import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@/scripts/free-port';
import { bring } from './programs';

/**
 * Starts nginx on loopback in front of these instances, with `deploy/nginx.conf`. Only the parts are replaced that each installation
 * replaces, such as paths and addresses. It listens without TLS.
 * @param ports the ports of the instances
 * @param isUnlimited whether to raise the rate limit beyond reach, for a load that comes from one client
 * @param built the folder of the build, by default this checkout
 */
export async function startReferenceProxy(
  ports: number[],
  { isUnlimited = false, built = process.cwd() } = {},
): Promise<{ origin: string; log(): string; stop(): Promise<void> }> {
  const nginx = bring('nginx', 'nginx-light');
  const folder = mkdtempSync(join(tmpdir(), 'proxy-'));
  mkdirSync(join(folder, 'cache'));
  const port = await freePort();
  const instances = ports
    .map((instancePort) => `server 127.0.0.1:${instancePort} max_fails=1 fail_timeout=2s;`)
    .join(' ');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const replacements: [string | RegExp, string][] = [
    ...(isUnlimited ? [['rate=30r/s', 'rate=1000000r/s'] as [string, string]] : []),
    [/server app1:3000[^;]*;\s*server app2:3000[^;]*;/, instances],
    // If this process is root's, nginx would run its workers as a user who may not read the folder.
    [
      'worker_processes auto;',
      process.getuid?.() === 0 ? 'worker_processes auto; user root;' : 'worker_processes auto;\n',
    ],
    ['error_log stderr emerg;', `error_log ${folder}/error.log emerg; daemon off;`],
    ['pid /run/nginx.pid;', `pid ${folder}/nginx.pid;`],
    ['access_log /dev/stdout outcome;', `access_log ${folder}/access.log outcome; ${temporary.join(' ')}`],
    ['/var/cache/nginx/meeting', `${folder}/cache`],
    ['listen 80 default_server;', `listen 127.0.0.1:${await freePort()};`],
    ['listen 443 ssl http2;', `listen 127.0.0.1:${port};`],
    ['ssl_certificate /etc/nginx/tls/fullchain.pem;', ''],
    ['ssl_certificate_key /etc/nginx/tls/privkey.pem;', ''],
    ['/srv/meeting/static/', `${join(built, '.next/static')}/`],
  ];
  let text = readFileSync('deploy/nginx.conf', 'utf8');
  for (const [original, replacement] of replacements) {
    const replaced = text.replace(original, replacement);
    if (replaced === text) throw new Error(`deploy/nginx.conf has no ${original}`);
    text = replaced;
  }
  writeFileSync(join(folder, 'nginx.conf'), text);
  const child = spawn(nginx, ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  for (let tries = 0; !(await isOpen(port)); tries++) {
    if (tries > 50 || child.exitCode !== null) throw new Error(`the proxy did not start:\n${errors}`);
    await sleep(100);
  }
  return {
    origin: `http://localhost:${port}`,
    log: () => readFileSync(join(folder, 'access.log'), 'utf8'),
    async stop() {
      if (child.exitCode === null) {
        const exited = once(child, 'exit');
        child.kill('SIGTERM');
        await exited;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
