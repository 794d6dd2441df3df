import { describe, expect, it } from 'vitest';
import {
  fillPlaceholders,
  inBraces,
  placeholders,
  placeholdersIn,
  unknownPlaceholders,
} from '@/lib/mailing/placeholders';

const values = Object.fromEntries(placeholders.map((name) => [name, `<${name}>`])) as Parameters<
  typeof fillPlaceholders
>[1];

describe('a placeholder', () => {
  it('is written in braces; unknown names in braces are reported', () => {
    expect(unknownPlaceholders('{name} {date} {nome} { name } {nome}')).toEqual(['nome', ' name ']);
    expect(unknownPlaceholders('لا شيء')).toEqual([]);
    expect(fillPlaceholders('{name}، {place}: {nome}', values)).toBe('<name>، <place>: {nome}');
  });

  it.each([
    ['الاسم', 'name'],
    ['المسمى الوظيفي', 'jobTitle'],
    ['الجهة', 'organization'],
    ['الدولة', 'country'],
    ['العرض', 'presentation'],
    ['الرقم المرجعي', 'reference'],
    ['التاريخ', 'date'],
    ['الوقت', 'time'],
    ['المكان', 'place'],
    ['رابط المذكرة', 'noteLink'],
    ['الرابط الشخصي', 'personalLink'],
  ] as const)('has an Arabic name beside the English one: {%s} is {%s}', (arabic, english) => {
    expect(unknownPlaceholders(`{${arabic}} {${english}}`)).toEqual([]);
    expect(fillPlaceholders(`{${arabic}} {${english}}`, values)).toBe(`<${english}> <${english}>`);
    expect([...placeholdersIn(`{${arabic}} {${english}}`)]).toEqual([english]);
    expect([inBraces(english, 'ar'), inBraces(english, 'en')]).toEqual([`{${arabic}}`, `{${english}}`]);
  });

  it('is recognized with invisible characters that were copied along, and reported where its name is misspelt', () => {
    expect(fillPlaceholders('{\u200fالاسم\u200f}', values)).toBe('<name>');
    expect(unknownPlaceholders('{الإسم} {الاسم}')).toEqual(['الإسم']);
  });

  it('is not filled in again when a value looks like a placeholder', () => {
    expect(fillPlaceholders('{name}', { ...values, name: '{email} $& {place}' })).toBe('{email} $& {place}');
  });
});
