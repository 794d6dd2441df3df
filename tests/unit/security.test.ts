import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';

const documents = ['SECURITY.md', ...readdirSync('docs/security').map((file) => `docs/security/${file}`)];
const text = documents.map((path) => readFileSync(path, 'utf8')).join('\n');
const asvs = readFileSync('docs/security/asvs.md', 'utf8');

/** How many requirements of levels 1 and 2 each section of OWASP ASVS 5.0.0 has. They are the first of each section, without a gap. */
const sections: Record<string, number[]> = {
  1: [2, 9, 11, 3, 2],
  2: [3, 3, 4, 1],
  3: [0, 2, 4, 6, 5, 0, 2],
  4: [3, 1, 2, 4],
  5: [1, 3, 2, 3],
  6: [3, 12, 4, 4, 5, 3, 0, 4],
  7: [3, 4, 2, 5, 2, 2],
  8: [2, 3, 1, 1],
  9: [3, 4],
  10: [2, 2, 4, 11, 5, 2, 3],
  11: [2, 3, 3, 4, 1, 1, 0],
  12: [3, 2, 4],
  13: [1, 5, 2, 5],
  14: [2, 4, 3],
  15: [3, 3, 7, 0],
  16: [1, 5, 4, 3, 3],
  17: [1, 4, 2],
};

/** The rows of all tables whose first cell matches. */
const rows = (firstCell: RegExp): string[][] =>
  asvs
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([cell = '']) => firstCell.test(cell));

describe('the security documents', () => {
  it('name only tests that exist', () => {
    const files = ['e2e', 'unit', 'prove', 'support'].flatMap((folder) =>
      readdirSync(`tests/${folder}`, { recursive: true, encoding: 'utf8' }).map((file) => basename(file)),
    );
    const named = [...text.matchAll(/`([\w-]+\.(?:spec|test|prove))`/g)].map(([, name]) => `${name}.ts`);
    expect(named.length).toBeGreaterThan(50);
    expect([...new Set(named)].filter((name) => !files.includes(name))).toEqual([]);
  });

  it('state for every requirement of ASVS levels 1 and 2, once, whether it is met, how, or why not', () => {
    const wanted = Object.entries(sections).flatMap(([chapter, counts]) =>
      counts.flatMap((count, section) =>
        Array.from({ length: count }, (_, index) => `${chapter}.${section + 1}.${index + 1}`),
      ),
    );
    expect(wanted).toHaveLength(253);
    const table = rows(/^\d+\.\d+\.\d+/);
    const listed = table.flatMap(([ids = '']) =>
      ids.split(', ').flatMap((id) => {
        const [, section, from, to] = id.match(/^(\d+\.\d+)\.(\d+)(?:–(\d+))?$/) ?? [];
        if (!section) throw new Error(`no requirement: ${id}`);
        const last = Number(to ?? from);
        return Array.from(
          { length: last - Number(from) + 1 },
          (_, index) => `${section}.${Number(from) + index}`,
        );
      }),
    );
    expect(listed).toEqual(wanted);
    for (const [id = '', matter = '', state = '', how = '', shown = ''] of table) {
      expect(['met', 'not met', 'does not apply'], id).toContain(state);
      expect(matter.length, id).toBeGreaterThan(3);
      if (state !== 'does not apply') expect(how.length + shown.length, id).toBeGreaterThan(5);
    }
  });
});
