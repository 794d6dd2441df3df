import { createHash } from 'node:crypto';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { locales } from '@/lib/i18n/locale';
import { calendarFile, webCalendarLinks } from '@/lib/meeting/calendar';
import { agenda } from '@/lib/meeting/content/agenda';
import { facts } from '@/lib/meeting/content/facts';
import { rangeDash } from '@/lib/time/dates';
import { instant } from '@/lib/time/instant';

const stamp = instant('2024-01-15T06:00:00Z');

describe.each(locales)('the calendar file in %s', (locale) => {
  const file = calendarFile(facts, locale, stamp);
  const component = new ICAL.Component(ICAL.parse(file)).getFirstSubcomponent('vevent') ?? undefined;
  const event = new ICAL.Event(component);

  it('gives another program the facts of the note', () => {
    expect(event.summary).toBe(facts.fullTitle[locale]);
    expect(event.location).toBe(facts.place[locale]);
    expect(event.startDate.toJSDate()).toEqual(facts.startsAt);
    expect(event.endDate.toJSDate()).toEqual(facts.endsAt);
    expect(event.uid).toBe('arab-egov-directors-11@meeting.example.org');
    expect(event.description).toContain(`https://meeting.example.org/${locale}`);
    expect(component?.getFirstPropertyValue('dtstamp')?.toString()).toBe('2024-01-15T06:00:00Z');
  });

  it('folds lines at 75 octets without splitting a character, and ends them as RFC 5545 requires', () => {
    expect(file.endsWith('\r\nEND:VCALENDAR\r\n')).toBe(true);
    for (const line of file.split('\r\n')) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      expect(line).not.toContain('\uFFFD');
      expect(line).not.toMatch(/[\r\n]/);
    }
  });

  it('holds the whole agenda, in order', () => {
    const expected = agenda.parts.flatMap(({ heading, slots }) => [
      ...(heading ? [heading[locale]] : []),
      ...slots.flatMap(({ from, to, items }) =>
        items.flatMap(({ title, points = [] }) => [
          `${from}${rangeDash[locale]}${to}`,
          ...(title ? [title[locale]] : []),
          ...points.map((point) => point[locale]),
        ]),
      ),
    ]);
    let place = (event.description ?? '').indexOf(agenda.heading[locale]);
    expect(place).toBeGreaterThan(0);
    for (const text of expected) {
      place = (event.description ?? '').indexOf(text, place + 1);
      expect(place, `${text} is missing, or not in its place`).toBeGreaterThan(0);
    }
  });

  it('names the organizer, and is the same entry in both languages', () => {
    expect(component?.getFirstPropertyValue('organizer')).toBe('mailto:secretariat@example.org');
    expect(component?.getFirstPropertyValue('sequence')).toBe(facts.revision);
    expect(component?.getFirstPropertyValue('status')).toBe('CONFIRMED');
  });

  it('gives a change a higher sequence', () => {
    const later = calendarFile(
      { ...facts, revision: 3, place: { ar: 'أبوظبي', en: 'Abu Dhabi' } },
      locale,
      stamp,
    );
    const changed = new ICAL.Component(ICAL.parse(later)).getFirstSubcomponent('vevent');
    expect(changed?.getFirstPropertyValue('sequence')).toBe(3);
    expect(changed?.getFirstPropertyValue('uid')).toBe(event.uid);
  });

  it('preserves special characters in a title', () => {
    const fullTitle = {
      ar: 'اجتماع؛ أول، ثانٍ, ثالث; رابع\\ خامس\nسادس 🇦🇪',
      en: 'One, two; three\\ four\nfive',
    };
    const odd = calendarFile({ ...facts, fullTitle }, locale, stamp);
    const read = new ICAL.Component(ICAL.parse(odd)).getFirstSubcomponent('vevent');
    expect(read?.getFirstPropertyValue('summary')).toBe(fullTitle[locale]);
  });

  it('gives web calendars the same instants', () => {
    const { google, outlook } = webCalendarLinks(facts, locale);
    const googleParams = new URL(google).searchParams;
    expect(googleParams.get('text')).toBe(facts.fullTitle[locale]);
    expect(googleParams.get('dates')).toBe('20240213T050000Z/20240213T083000Z');
    const outlookParams = new URL(outlook).searchParams;
    expect(outlookParams.get('subject')).toBe(facts.fullTitle[locale]);
    expect([outlookParams.get('startdt'), outlookParams.get('enddt')]).toEqual([
      '2024-02-13T05:00:00.000Z',
      '2024-02-13T08:30:00.000Z',
    ]);
    expect(google + outlook).not.toContain('/registration/');
  });
});

it('a change of what calendars show needs a higher revision', () => {
  const files = locales.map((locale) => calendarFile({ ...facts, revision: 0 }, locale, stamp)).join('');
  const digest = createHash('sha256').update(files).digest('hex').slice(0, 16);
  // One line for each revision that was ever public.
  const revisions = ['346878a89be045e8', '7d06f6e6ea604b85'];
  expect(revisions).toHaveLength(facts.revision + 1);
  expect(digest).toBe(revisions.at(-1));
});
