import { describe, expect, it } from 'vitest';
import { fillPlaceholders, placeholders, unknownPlaceholders } from '@/lib/mailing/placeholders';

const values = Object.fromEntries(placeholders.map((name) => [name, `<${name}>`])) as Parameters<
  typeof fillPlaceholders
>[1];

describe('a placeholder', () => {
  it('is written in braces; unknown names in braces are reported', () => {
    expect(unknownPlaceholders('{name} {date} {nome} { name } {nome}')).toEqual(['nome', ' name ']);
    expect(unknownPlaceholders('لا شيء')).toEqual([]);
    expect(fillPlaceholders('{name}، {place}: {nome}', values)).toBe('<name>، <place>: {nome}');
  });

  it('is not filled in again when a value looks like a placeholder', () => {
    expect(fillPlaceholders('{name}', { ...values, name: '{email} $& {place}' })).toBe('{email} $& {place}');
  });
});
