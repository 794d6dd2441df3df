import { describe, expect, it } from 'vitest';
import { fillPlaceholders, placeholders, unknownPlaceholders } from '@/lib/mailing/placeholders';

const values = Object.fromEntries(placeholders.map((name) => [name, `<${name}>`])) as Parameters<
  typeof fillPlaceholders
>[1];

describe('what is fillPlaceholders in for each recipient', () => {
  it('stands in braces; anything else in braces is named', () => {
    expect(unknownPlaceholders('{name} {date} {nome} { name } {nome}')).toEqual(['nome', ' name ']);
    expect(unknownPlaceholders('لا شيء')).toEqual([]);
    expect(fillPlaceholders('{name}، {place}: {nome}', values)).toBe('<name>، <place>: {nome}');
  });

  it('is not fillPlaceholders in once more when a value looks like it', () => {
    expect(fillPlaceholders('{name}', { ...values, name: '{email} $& {place}' })).toBe('{email} $& {place}');
  });
});
