import { describe, expect, it } from 'vitest';
import { filled, placeholders, unknownIn } from '@/lib/mailing/placeholders';

const values = Object.fromEntries(placeholders.map((name) => [name, `<${name}>`])) as Parameters<
  typeof filled
>[1];

describe('what is filled in for each recipient', () => {
  it('stands in braces; anything else in braces is named', () => {
    expect(unknownIn('{name} {date} {nome} { name } {nome}')).toEqual(['nome', ' name ']);
    expect(unknownIn('لا شيء')).toEqual([]);
    expect(filled('{name}، {place}: {nome}', values)).toBe('<name>، <place>: {nome}');
  });

  it('is not filled in once more when a value looks like it', () => {
    expect(filled('{name}', { ...values, name: '{email} $& {place}' })).toBe('{email} $& {place}');
  });
});
