import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { criteria } from '@/app/[locale]/accessibility/criteria';

it('the accessibility statement covers every criterion of levels A and AA, in order, each with its checks', () => {
  // WCAG 2.2 has 31 criteria of level A without the obsolete 4.1.1, and 24 of level AA.
  expect(criteria.filter(({ level }) => level === 'A')).toHaveLength(31);
  expect(criteria.filter(({ level }) => level === 'AA')).toHaveLength(24);
  const ids = criteria.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true })));
  for (const { id, checked } of criteria)
    for (const check of checked)
      if (check.startsWith('tests/')) expect(existsSync(check), `${id}: ${check}`).toBe(true);
});
