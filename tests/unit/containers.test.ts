import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const compose = readFileSync('compose.yaml', 'utf8');

/** The lines below a key at the start of a line, with those that they take over from elsewhere. */
function blockOf(key: RegExp, indent: string): string {
  const start = compose.match(key);
  const [lines = ''] = compose.slice((start?.index ?? 0) + (start?.[0].length ?? 0)).split(/^(?! {2})\S/m, 1);
  const own = lines.split('\n').filter((line) => line.startsWith(indent) || line.trim() === '');
  return own
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
/** The networks of a service; the one for all where it names none. */
const networksOf = (service: string): string[] => {
  if (/network_mode: none/.test(service)) return [];
  const [, inOneLine, below = ''] = service.match(/^ *networks:(?: \[(.*)\])?\n((?: {6}.*\n)*)/m) ?? [];
  const found = inOneLine?.split(', ') ?? [...below.matchAll(/^ {6}(\w+):/gm)].map(([, name = '']) => name);
  return found.length > 0 ? found : ['default'];
};

describe('the containers', () => {
  it('are all that there are', () => {
    expect(names).toEqual(['database', 'app1', 'app2', 'files', 'proxy', 'backup']);
  });

  it.each(names)('of %s may do no more than they need', (name) => {
    const service = serviceOf(name);
    for (const bound of ['read_only: true', 'cap_drop: [ALL]', 'security_opt: ["no-new-privileges:true"]'])
      expect(service).toContain(bound);
    expect(service).toMatch(/^ *mem_limit: \d+[mg]$/m);
    const [, processes = ''] = service.match(/^ *pids_limit: (\d+)$/m) ?? [];
    expect(Number(processes)).toBeGreaterThan(0);
    // One more process for a while takes some dozen threads.
    if (name.startsWith('app')) expect(Number(processes)).toBeGreaterThanOrEqual(100);
    expect(service).not.toMatch(/privileged|network_mode: host|docker\.sock/);
    const [, added] = service.match(/^ *cap_add: \[(.*)\]$/m) ?? [];
    const needed: Record<string, string> = {
      proxy: 'CHOWN, DAC_READ_SEARCH, NET_BIND_SERVICE, SETGID, SETUID',
      backup: 'DAC_OVERRIDE',
    };
    expect(added).toBe(needed[name]);
  });

  it('speak only with whom they have to: the proxy not with the database, and the database with nobody outside', () => {
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

  it('are made from images of exact versions, which a digest may follow', () => {
    const images = [
      ...[...compose.matchAll(/^ *image: (\S+)$/gm)],
      ...readFileSync('Dockerfile', 'utf8').matchAll(/^FROM (\S+)/gm),
    ].map(([, image]) => image);
    expect(images.length).toBeGreaterThan(5);
    for (const image of images.filter((each) => each !== 'meeting'))
      expect(image).toMatch(/^\w+:\d+\.\d+(\.\d+)?(-[\w-]+)?(@sha256:[0-9a-f]{64})?$/);
  });

  it('of the database name no values in what its server logs', () => {
    expect(serviceOf('database')).toContain('log_error_verbosity=terse');
  });
});

describe('the proxy', () => {
  it('writes nothing about single requests, which have addresses and links in them', () => {
    const levels = [...readFileSync('deploy/nginx.conf', 'utf8').matchAll(/^ *error_log (.*);$/gm)];
    expect(levels.map(([, where]) => where)).toEqual(['stderr emerg']);
  });
});
