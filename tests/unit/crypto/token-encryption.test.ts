import { describe, expect, it } from 'vitest';
import { decryptToken, encryptToken, hmac } from '@/lib/crypto/token-encryption';
import { createLinkToken, personalUrl, readLinkToken } from '@/lib/server/urls';

describe('an encrypted token', () => {
  it('opens for its purpose only', () => {
    const sealed = encryptToken('سلمى@example.org', 'typed-address');
    expect(decryptToken(sealed, 'typed-address')).toBe('سلمى@example.org');
    expect(decryptToken(sealed, 'sign-in')).toBeNull();
    expect(sealed).not.toContain('example');
  });

  it('is invalid after any change or truncation', () => {
    const sealed = encryptToken('text', 'typed-address');
    for (let index = 0; index < sealed.length; index++) {
      const other = sealed[index] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, index) + other + sealed.slice(index + 1);
      expect(decryptToken(changed, 'typed-address')).toBeNull();
      expect(decryptToken(sealed.slice(0, index), 'typed-address')).toBeNull();
    }
    // A lenient decoder would ignore characters that are not Base64url.
    for (const suffix of ['x', '=', ' ', '.'])
      expect(decryptToken(sealed + suffix, 'typed-address')).toBeNull();
    expect(decryptToken('', 'typed-address')).toBeNull();
    expect(decryptToken('%00/..', 'typed-address')).toBeNull();
  });
});

describe('a personal link', () => {
  it('opens to the registration and version it was made for, and reveals neither', () => {
    const content = { registrationId: '6f1c2a9e-0000-4000-8000-000000000001', version: 3 };
    expect(readLinkToken(createLinkToken(content))).toEqual(content);
    expect(createLinkToken(content)).not.toBe(createLinkToken(content));
    expect(personalUrl(content, 'ar')).toMatch(
      /^https:\/\/meeting\.example\.org\/ar\/registration\/[\w-]{70,}$/,
    );
    expect(personalUrl(content, 'ar')).not.toContain('6f1c2a9e');
  });

  it('ends with a character that mail programs include in the link', () => {
    const content = { registrationId: '6f1c2a9e-0000-4000-8000-000000000001', version: 1 };
    const lastCharacters = Array.from({ length: 500 }, () => createLinkToken(content).at(-1));
    expect(lastCharacters.filter((character) => !/[A-Za-z0-9]/.test(character ?? ''))).toEqual([]);
  });

  it('opens nothing when it is invented', () => {
    for (const token of ['', 'abc', 'x'.repeat(87), encryptToken('1.abc', 'sign-in')])
      expect(readLinkToken(token)).toBeNull();
  });
});

describe('a fingerprint', () => {
  it('is the same only for the same text and purpose', () => {
    expect(hmac('a', 'limit')).toBe(hmac('a', 'limit'));
    expect(hmac('a', 'limit')).not.toBe(hmac('a', 'sending'));
    expect(hmac('a', 'limit')).toHaveLength(43);
  });
});
