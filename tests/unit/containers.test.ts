import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createSiteServer } from '@/lib/server/http-server';

const compose = readFileSync('compose.yaml', 'utf8');

/** The lines below a key at the start of a line, including lines that YAML anchors add. */
function blockOf(key: RegExp, indent: string): string {
  const start = compose.match(key);
  const [lines = ''] = compose.slice((start?.index ?? 0) + (start?.[0].length ?? 0)).split(/^(?! {2})\S/m, 1);
  const ownLines = lines.split('\n').filter((line) => line.startsWith(indent) || line.trim() === '');
  return ownLines
    .map((line) => {
      const [, name] = line.match(/^ *<<: \*(\w+)$/) ?? [];
      return name ? blockOf(new RegExp(`^x-${name}: &${name}\n`, 'm'), '  ') : line.trim();
    })
    .join('\n');
}

const [, services = ''] = compose.match(/^services:\n([\s\S]*?)^\S/m) ?? [];
const names = [...services.matchAll(/^ {2}(\w+):$/gm)].map(([, name = '']) => name);
const serviceOf = (name: string): string => {
  const [, lines = ''] = services.match(new RegExp(`^ {2}${name}:\n((?: {4}.*\n|\n)*)`, 'm')) ?? [];
  return lines.replace(/^ *<<: \*(\w+)$/gm, (_, from) =>
    blockOf(new RegExp(`^x-${from}: &${from}\n`, 'm'), '  '),
  );
};
/** The networks of a service; the default one if it names none. */
const networksOf = (service: string): string[] => {
  if (/network_mode: none/.test(service)) return [];
  const [, inOneLine, below = ''] = service.match(/^ *networks:(?: \[(.*)\])?\n((?: {6}.*\n)*)/m) ?? [];
  const listed = inOneLine?.split(', ') ?? [...below.matchAll(/^ {6}(\w+):/gm)].map(([, name = '']) => name);
  return listed.length > 0 ? listed : ['default'];
};

describe('the containers', () => {
  it('are exactly the expected ones', () => {
    expect(names).toEqual(['database', 'app1', 'app2', 'files', 'proxy', 'backup']);
  });

  it.each(names)('of %s have only the rights they need', (name) => {
    const service = serviceOf(name);
    for (const bound of ['read_only: true', 'cap_drop: [ALL]', 'security_opt: ["no-new-privileges:true"]'])
      expect(service).toContain(bound);
    expect(service).toMatch(/^ *mem_limit: \d+[mg]$/m);
    const [, processes = ''] = service.match(/^ *pids_limit: (\d+)$/m) ?? [];
    expect(Number(processes)).toBeGreaterThan(0);
    // Processes that run for a moment may add a few dozen threads.
    if (name.startsWith('app')) expect(Number(processes)).toBeGreaterThanOrEqual(100);
    expect(service).not.toMatch(/privileged|network_mode: host|docker\.sock/);
    const [, added] = service.match(/^ *cap_add: \[(.*)\]$/m) ?? [];
    const needed: Record<string, string> = {
      proxy: 'CHOWN, DAC_READ_SEARCH, NET_BIND_SERVICE, SETGID, SETUID',
      backup: 'DAC_OVERRIDE',
    };
    expect(added).toBe(needed[name]);
  });

  it('reach only what they need: the proxy has no way to the database, and the database none to the outside', () => {
    const networks = Object.fromEntries(names.map((name) => [name, networksOf(serviceOf(name)).sort()]));
    expect(networks).toEqual({
      database: ['data'],
      app1: ['data', 'default'],
      app2: ['data', 'default'],
      files: [],
      proxy: ['default'],
      backup: ['data'],
    });
    expect(compose).toMatch(/^networks:\n(?: {2}#.*\n)* {2}data:\n {4}internal: true\n/m);
  });

  it('use images of exact versions, optionally with a digest', () => {
    const images = [
      ...[...compose.matchAll(/^ *image: (\S+)$/gm)],
      ...readFileSync('Dockerfile', 'utf8').matchAll(/^FROM (\S+)/gm),
    ].map(([, image]) => image);
    expect(images.length).toBeGreaterThan(5);
    for (const image of images.filter((name) => name !== 'meeting'))
      expect(image).toMatch(/^\w+:\d+\.\d+(\.\d+)?(-[\w-]+)?(@sha256:[0-9a-f]{64})?$/);
  });

  it('of the database log no values of statements', () => {
    expect(serviceOf('database')).toContain('log_error_verbosity=terse');
  });
});

describe('the proxy', () => {
  it('logs no single requests, because they contain addresses and links', () => {
    const levels = [...readFileSync('deploy/nginx.conf', 'utf8').matchAll(/^ *error_log (.*);$/gm)];
    expect(levels.map(([, target]) => target)).toEqual(['stderr emerg']);
  });

  it('closes an idle connection before the site does, so that no request is sent on a closed one', () => {
    const [, seconds] = readFileSync('deploy/nginx.conf', 'utf8').match(/keepalive_timeout (\d+)s;/) ?? [];
    const { server } = createSiteServer({ handle: () => {}, trustProxy: true });
    expect(Number(seconds)).toBeGreaterThan(0);
    expect(server.keepAliveTimeout).toBeGreaterThan(Number(seconds) * 1_000 + 5_000);
  });
});
