import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageMetadata, publicPaths } from '@/app/_page/metadata';
import { locales, otherLocale } from '@/lib/i18n/locale';
import { freshEmbeddedDatabase } from '../../../support/database';

freshEmbeddedDatabase();

const pages = readdirSync('app/[locale]', { recursive: true, encoding: 'utf8' })
  .filter((file) => /(^|\/)page\.tsx$/.test(file))
  .map((file) => ({
    path: file === 'page.tsx' ? '' : `/${dirname(file)}`,
    source: readFileSync(`app/[locale]/${file}`, 'utf8'),
  }));

describe('the pages that search engines may list', () => {
  it('are exactly those that are not made for one person', () => {
    const open = pages
      .filter(({ source }) => !/isPublic: false|personalPageMetadata\(|adminMetadata\(/.test(source))
      .map(({ path }) => path);
    expect(open.length).toBeGreaterThan(3);
    expect([...publicPaths].sort()).toEqual(open.sort());
  });
});

describe.each(locales)('the head of a page in %s', (locale) => {
  it('has a description even if the page gives none', async () => {
    const { description } = await pageMetadata({ locale, path: '/somewhere', title: 'TITLE' });
    expect(description).toMatch(/^TITLE.{40,}/);
  });

  it('names its language in Open Graph’s format, and the other one', async () => {
    const { openGraph } = await pageMetadata({ locale, path: '', title: 'TITLE' });
    const names = { ar: 'ar_AE', en: 'en_GB' };
    expect(openGraph).toMatchObject({ locale: names[locale], alternateLocale: names[otherLocale(locale)] });
  });

  it('reveals nothing of a private page', async () => {
    expect(await pageMetadata({ locale, path: '/x', title: 'TITLE', isPublic: false })).toEqual({
      title: 'TITLE',
      robots: { index: false, follow: false },
    });
  });
});
