import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { agenda } from '@/lib/content/agenda';
import { arabStates, arabStatesInOrder, countryCodes, countryName } from '@/lib/content/countries';
import { facts } from '@/lib/content/facts';
import { locales } from '@/lib/locale';

describe('the agenda', () => {
  it('begins and ends with the meeting and leaves no gap', () => {
    const slots = agenda.parts.flatMap(({ slots }) => slots);
    expect(slots.map(({ from, to }) => `${from}-${to}`)).toEqual([
      '9:00-9:15',
      '9:15-10:00',
      '10:00-10:45',
      '10:45-11:00',
      '11:00-12:15',
      '12:15-12:30',
    ]);
    expect(`${agenda.day}T09:00:00${agenda.utcOffset}`).toBe('2024-02-13T09:00:00+04:00');
    expect(facts.startsAt.toISOString()).toBe('2024-02-13T05:00:00.000Z');
    expect(facts.endsAt.toISOString()).toBe('2024-02-13T08:30:00.000Z');
  });
});

describe('the deadline', () => {
  it('is the last millisecond of 24 January in Dubai, as the note is read', () => {
    expect(facts.closesAt.toISOString()).toBe('2024-01-24T20:00:00.000Z');
  });
});

describe('countries', () => {
  it('are the 22 Arab States under the names of the United Nations', () => {
    expect(Object.keys(arabStates)).toHaveLength(22);
    expect(countryName('PS', 'ar')).toBe('دولة فلسطين');
    expect(countryName('SY', 'en')).toBe('Syrian Arab Republic');
    expect(countryName('FR', 'en')).toBe('France');
    for (const code of Object.keys(arabStates)) expect(countryCodes).toContain(code);
  });

  it('stand in alphabetical order, in Arabic without counting the article', () => {
    expect(
      arabStatesInOrder('ar')
        .map(({ name }) => name)
        .slice(0, 5),
    ).toEqual(['الأردن', 'الإمارات العربية المتحدة', 'البحرين', 'تونس', 'الجزائر']);
    expect(arabStatesInOrder('en')[0]?.name).toBe('Algeria');
  });
});

describe('the two languages', () => {
  const messages = Object.fromEntries(
    locales.map((locale) => [locale, JSON.parse(readFileSync(`messages/${locale}.json`, 'utf8'))]),
  );
  const flat = (node: object, path = ''): [string, string][] =>
    Object.entries(node).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${path}${key}`, value] as [string, string]]
        : flat(value, `${path}${key}.`),
    );
  const ar = new Map(flat(messages.ar));
  const en = new Map(flat(messages.en));

  it('have the same keys, and no empty text', () => {
    expect([...ar.keys()]).toEqual([...en.keys()]);
    for (const [key, text] of [...ar, ...en]) expect(text.trim(), key).not.toBe('');
  });

  it('have no word that nobody says', () => {
    const rooms = ['app', 'components', 'lib'];
    const code = rooms
      .flatMap((room) =>
        readdirSync(room, { recursive: true, encoding: 'utf8' }).map((name) => `${room}/${name}`),
      )
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
    const isSaid = (key: string) =>
      code.includes(`'${key}'`) ||
      code.includes(`\`${key.replace(/\.[^.]*$/, '')}.\${`) ||
      code.includes(`\`${key.replace(/[^.]*$/, '')}\${`) ||
      // With a name in the middle that is put in.
      new RegExp(`\`${key.replace(/[^.]+\.([^.]+)$/, '\\$\\{[^}]+\\}.$1')}\``).test(code);
    // The names of states are put together with "Heading" behind them.
    const unsaid = [...en.keys()].filter(
      (key) => !isSaid(key) && !key.startsWith('invitation.') && !key.startsWith('privacy.'),
    );
    expect(unsaid).toEqual([]);
  });

  it('say the same on the error page of the browser as on that of the server', () => {
    const page = readFileSync('app/[locale]/error.tsx', 'utf8');
    for (const texts of [ar, en]) {
      for (const key of ['heading', 'text', 'contact']) expect(page).toContain(texts.get(`surprise.${key}`));
      for (const [key, text] of texts) if (key.startsWith('display.')) expect(page).toContain(`'${text}'`);
    }
  });

  it('name the same placeholders and tags', () => {
    const names = (text: string) =>
      [...new Set([...text.matchAll(/\{(\w+)[,}]|<(\w+)>/g)].map(([, value, tag]) => value ?? tag))].sort();
    for (const [key, text] of en) expect(names(ar.get(key) ?? ''), key).toEqual(names(text));
  });

  it('have every plural form that Arabic needs', () => {
    const plurals = [...ar].filter(([, text]) => text.includes(', plural,'));
    expect(plurals.length).toBeGreaterThan(0);
    for (const [key, text] of plurals) {
      for (const form of ['zero', 'one', 'two', 'few', 'many', 'other']) {
        expect(text, `${key} lacks ${form}`).toMatch(new RegExp(`[ ,]${form} \\{`));
      }
    }
    for (const key of plurals.map(([name]) => name)) expect(en.get(key)).toContain(', plural,');
  });

  it('are written in their own script and punctuation', () => {
    for (const [key, text] of ar) {
      const words = text
        .replace(/\{\w+\}|<[^>]*>/g, '')
        .replace(/\{\w+, plural, |(zero|one|two|few|many|other) \{/g, '');
      expect(words, `${key} is not Arabic`).toMatch(/\p{Script=Arabic}|[—«]/u);
      expect(words, `${key} has a Latin comma, semicolon or question mark`).not.toMatch(
        /\p{Script=Arabic}\s*[,;?]/u,
      );
    }
    // The switch to the other language is the one text that speaks the other language.
    for (const [key, text] of en) {
      if (key !== 'site.switch')
        expect(text.replace('(،)', ''), `${key} is not English`).not.toMatch(/\p{Script=Arabic}/u);
    }
  });
});
