import { describe, expect, it } from 'vitest';
import { locales } from '@/lib/i18n/locale';
import { facts } from '@/lib/meeting/content/facts';
import { asScript, eventData } from '@/lib/meeting/share/structured-data';

type Check = (value: unknown) => boolean;
const text: Check = (value) => typeof value === 'string' && value.trim() !== '';
const url: Check = (value) => typeof value === 'string' && /^https?:\/\/[^/]+\//.test(value);
const moment: Check = (value) =>
  typeof value === 'string' &&
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+04:00$/.test(value) &&
  !Number.isNaN(Date.parse(value));
const oneOf =
  (...values: string[]): Check =>
  (value) =>
    values.includes(String(value));
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every(check);
const thing =
  (type: string, fields: Record<string, Check>): Check =>
  (value) =>
    faults(value, { '@type': oneOf(type), ...fields }).length === 0;
const faults = (value: unknown, fields: Record<string, Check>): string[] =>
  Object.entries(fields)
    .filter(([name, check]) => !check((value as Record<string, unknown>)?.[name]))
    .map(([name]) => name);

const address = thing('PostalAddress', {
  addressLocality: text,
  addressCountry: (value) => typeof value === 'string' && /^[A-Z]{2}$/.test(value),
});
const organization = thing('Organization', { name: text, alternateName: text });

/** The fields that Google requires of an `Event` (its guide "Event structured data"), with their types at schema.org. */
const required = {
  name: text,
  startDate: moment,
  location: thing('Place', { name: text, address }),
};
/** Fields that the guide recommends. `offers` and `performer` are about tickets and stages, which a meeting does not have. */
const recommended = {
  description: text,
  endDate: moment,
  eventStatus: oneOf(
    ...['Scheduled', 'Postponed', 'Cancelled', 'Rescheduled', 'MovedOnline'].map(
      (state) => `https://schema.org/Event${state}`,
    ),
  ),
  image: listOf(url),
  organizer: listOf(organization),
};
const further = {
  '@context': oneOf('https://schema.org'),
  '@type': oneOf('Event'),
  eventAttendanceMode: oneOf(
    ...['Offline', 'Online', 'Mixed'].map((mode) => `https://schema.org/${mode}EventAttendanceMode`),
  ),
  inLanguage: oneOf(...locales),
  url,
};

describe.each(locales)('the meeting for programs that read the page in %s', (locale) => {
  const data = JSON.parse(asScript(eventData(facts, locale, 'what it is about')));

  it('has exactly the fields that schema.org and Google ask for, with their types', () => {
    const fields = { ...required, ...recommended, ...further };
    expect(faults(data, fields)).toEqual([]);
    expect(Object.keys(data).sort()).toEqual(Object.keys(fields).sort());
  });

  it('contains the facts of the note', () => {
    expect(data.name).toBe(facts.fullTitle[locale]);
    expect(new Date(data.startDate)).toEqual(facts.startsAt);
    expect(new Date(data.endDate)).toEqual(facts.endsAt);
    expect(data.startDate).toBe('2024-02-13T09:00:00+04:00');
    expect(data.location.address.addressLocality).toBe({ ar: 'دبي', en: 'Dubai' }[locale]);
    expect(data.location.address.addressCountry).toBe('AE');
    expect(data.organizer.map(({ name }: { name: string }) => name)).toEqual([
      facts.organizer.name[locale],
      facts.host.name[locale],
    ]);
    expect(data.inLanguage).toBe(locale);
    expect(data.eventAttendanceMode).toBe('https://schema.org/OfflineEventAttendanceMode');
    expect(data.url).toBe(`https://meeting.example.org/${locale}`);
    expect(data.image).toEqual([`https://meeting.example.org/${locale}/preview.png`]);
  });
});

describe('the script element that holds it', () => {
  it('cannot be closed by its content, and arrives unchanged', () => {
    const nasty = { name: '</script><script>alert(1)</script><!-- \u2028\u2029 &' };
    const script = asScript(nasty);
    expect(script).not.toMatch(/[<\u2028\u2029]/);
    expect(JSON.parse(script)).toEqual(nasty);
  });
});
