import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'findings/README.md'].concat(
  readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
);

/** The fragments of a document's headings, as GitHub makes them. */
const fragmentsOf = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- ]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('a document', () => {
  it.each(documents)('has only links whose targets exist: %s', (path) => {
    const links = [...readFileSync(path, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => {
        const [file, fragment] = link.split('#');
        const target = file ? join(dirname(path), file) : path;
        return !existsSync(target) || (fragment && !fragmentsOf(target).includes(fragment));
      });
    expect(broken).toEqual([]);
  });

  // A decision may name a file that existed when it was made.
  it.each(documents.filter((path) => !path.startsWith('docs/decisions')))(
    'names only files that exist: %s',
    (path) => {
      const named = [
        ...readFileSync(path, 'utf8').matchAll(
          /`((?:app|components|deploy|docs|lib|messages|prisma|scripts|tests)\/[^`\s]*(?:\/|\.\w+))`/g,
        ),
      ].map(([, name = '']) => name);
      expect(named.filter((name) => !name.includes('*') && !existsSync(name))).toEqual([]);
    },
  );
});
