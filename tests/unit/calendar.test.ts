import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { calendarFile } from '@/lib/calendar';
import { facts } from '@/lib/content/facts';
import { instant } from '@/lib/instant';
import { locales } from '@/lib/locale';

const stamp = instant('2024-01-15T06:00:00Z');

describe.each(locales)('the calendar file in %s', (locale) => {
  const file = calendarFile(facts, locale, stamp);
  const component = new ICAL.Component(ICAL.parse(file)).getFirstSubcomponent('vevent') ?? undefined;
  const event = new ICAL.Event(component);

  it('says to another program what the note says', () => {
    expect(event.summary).toBe(facts.fullTitle[locale]);
    expect(event.location).toBe(facts.place[locale]);
    expect(event.startDate.toJSDate()).toEqual(facts.startsAt);
    expect(event.endDate.toJSDate()).toEqual(facts.endsAt);
    expect(event.uid).toBe('arab-egov-directors-11@meeting.example.org');
    expect(event.description).toContain(`https://meeting.example.org/${locale}`);
    expect(component?.getFirstPropertyValue('dtstamp')?.toString()).toBe('2024-01-15T06:00:00Z');
  });

  it('is folded at 75 octets without splitting a letter, and ends its lines as RFC 5545 asks', () => {
    for (const line of file.split('\r\n')) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      expect(line).not.toContain('\uFFFD');
      expect(line).not.toMatch(/[\r\n]/);
    }
  });

  it('holds no personal link', () => {
    expect(file).not.toContain('/registration/');
  });
});
