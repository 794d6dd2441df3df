import { describe, expect, it } from 'vitest';
import { decryptToken, encryptToken, hmac } from '@/lib/crypto/token-encryption';
import { createLinkToken, personalUrl, readLinkToken } from '@/lib/server/urls';

describe('a seal', () => {
  it('opens for its purpose and for no other', () => {
    const sealed = encryptToken('سلمى@example.org', 'typed-address');
    expect(decryptToken(sealed, 'typed-address')).toBe('سلمى@example.org');
    expect(decryptToken(sealed, 'sign-in')).toBeNull();
    expect(sealed).not.toContain('example');
  });

  it('is broken by any change, and by cutting', () => {
    const sealed = encryptToken('text', 'typed-address');
    for (let index = 0; index < sealed.length; index++) {
      const other = sealed[index] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, index) + other + sealed.slice(index + 1);
      expect(decryptToken(changed, 'typed-address')).toBeNull();
      expect(decryptToken(sealed.slice(0, index), 'typed-address')).toBeNull();
    }
    // A decoder would pass over what does not belong there.
    for (const more of ['x', '=', ' ', '.']) expect(decryptToken(sealed + more, 'typed-address')).toBeNull();
    expect(decryptToken('', 'typed-address')).toBeNull();
    expect(decryptToken('%00/..', 'typed-address')).toBeNull();
  });
});

describe('a personal link', () => {
  it('opens to the registration and the version it was made for, and shows neither', () => {
    const content = { registrationId: '6f1c2a9e-0000-4000-8000-000000000001', version: 3 };
    expect(readLinkToken(createLinkToken(content))).toEqual(content);
    expect(createLinkToken(content)).not.toBe(createLinkToken(content));
    expect(personalUrl(content, 'ar')).toMatch(
      /^https:\/\/meeting\.example\.org\/ar\/registration\/[\w-]{70,}$/,
    );
    expect(personalUrl(content, 'ar')).not.toContain('6f1c2a9e');
  });

  it('ends with a sign that mail programs take for a part of it', () => {
    const content = { registrationId: '6f1c2a9e-0000-4000-8000-000000000001', version: 1 };
    const ends = Array.from({ length: 500 }, () => createLinkToken(content).at(-1));
    expect(ends.filter((sign) => !/[A-Za-z0-9]/.test(sign ?? ''))).toEqual([]);
  });

  it('is nothing when it was made up', () => {
    for (const token of ['', 'abc', 'x'.repeat(87), encryptToken('1.abc', 'sign-in')])
      expect(readLinkToken(token)).toBeNull();
  });
});

describe('a fingerprint', () => {
  it('is the same for the same text and purpose only', () => {
    expect(hmac('a', 'limit')).toBe(hmac('a', 'limit'));
    expect(hmac('a', 'limit')).not.toBe(hmac('a', 'sending'));
    expect(hmac('a', 'limit')).toHaveLength(43);
  });
});
