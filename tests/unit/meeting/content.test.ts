import { describe, expect, it } from 'vitest';
import type { Locale } from '@/lib/i18n/locale';
import { agenda, minutesOf, slotUnderWay } from '@/lib/meeting/content/agenda';
import { arabStates, arabStatesInOrder, countryCodes, countryName } from '@/lib/meeting/content/countries';
import { facts } from '@/lib/meeting/content/facts';
import { note } from '@/lib/meeting/content/note';
import { instantInMeetingZone, isoInMeetingZone } from '@/lib/time/dates';
import { instant } from '@/lib/time/instant';

describe('the agenda', () => {
  it('covers the meeting from its beginning to its end without a gap', () => {
    const slots = agenda.parts.flatMap(({ slots }) => slots);
    expect(slots.map(({ from, to }) => `${from}-${to}`)).toEqual([
      '9:00-9:15',
      '9:15-10:00',
      '10:00-10:45',
      '10:45-11:00',
      '11:00-12:15',
      '12:15-12:30',
    ]);
    expect(isoInMeetingZone(instantInMeetingZone(agenda.day, '09:00'))).toBe('2024-02-13T09:00:00+04:00');
    expect(facts.startsAt.toISOString()).toBe('2024-02-13T05:00:00.000Z');
    expect(facts.endsAt.toISOString()).toBe('2024-02-13T08:30:00.000Z');
  });

  it('knows the current item: from its first moment until the next one begins, nothing before and after', () => {
    const at = (time: string) => slotUnderWay(instant(`2024-02-13T${time}+04:00`))?.from;
    expect(at('08:59:59.999')).toBeUndefined();
    expect(at('09:00:00')).toBe('9:00');
    expect(at('09:14:59.999')).toBe('9:00');
    expect(at('09:15:00')).toBe('9:15');
    expect(at('10:50:00')).toBe('10:45');
    expect(at('12:29:59.999')).toBe('12:15');
    expect(at('12:30:00')).toBeUndefined();
    expect(slotUnderWay(instant('2024-02-12T10:00:00+04:00'))).toBeUndefined();
    expect(agenda.parts.flatMap(({ slots }) => slots).map(minutesOf)).toEqual([15, 45, 45, 15, 75, 15]);
  });
});

describe('the English note', () => {
  const texts = textsOf([note, agenda, facts], 'en');

  it('calls itself a translation of the Arabic text, which prevails', () => {
    expect(note.original).toEqual({
      ar: null,
      en: 'Original: Arabic. In case of doubt the Arabic text prevails.',
    });
    expect(texts.filter((text) => /approv|official translation/i.test(text))).toEqual([]);
  });

  it('is set as United Nations documents are', () => {
    expect(texts.length).toBeGreaterThan(50);
    for (const text of texts) {
      expect(text).not.toMatch(/["'`]/);
      expect(text).not.toMatch(/\bInterventions\b|over Zoom|\bis held\b|objectives are to consult/);
    }
    // A cell of the agenda begins with a capital letter and ends without punctuation.
    for (const cell of textsOf(agenda, 'en')) expect(cell).toMatch(/^[A-Z].*[\p{L}\d)]$/u);
  });
});

/** Every text in one language that stands anywhere in a value. */
function textsOf(value: unknown, locale: Locale): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const text = (value as Partial<Record<Locale, unknown>>)[locale];
  return typeof text === 'string' ? [text] : Object.values(value).flatMap((part) => textsOf(part, locale));
}

describe('the deadline', () => {
  it('is the end of 24 January in Dubai, as the note states', () => {
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

  it('are in alphabetical order, in Arabic without counting the article', () => {
    expect(
      arabStatesInOrder('ar')
        .map(({ name }) => name)
        .slice(0, 5),
    ).toEqual(['الأردن', 'الإمارات العربية المتحدة', 'البحرين', 'تونس', 'الجزائر']);
    expect(arabStatesInOrder('en')[0]?.name).toBe('Algeria');
  });
});
