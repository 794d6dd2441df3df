import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { config } from '@/lib/config';

/** What a seal or a fingerprint is for: one made for one purpose is worthless for another. */
type Purpose = 'personal-link' | 'typed-address' | 'sign-in' | 'code' | 'limit' | 'sending' | 'form';

const IV_BYTES = 12;
const TAG_BYTES = 16;

const keys = new Map<string, Buffer>();

/** The key of a purpose, derived once (HKDF, RFC 5869). */
function keyFor(purpose: Purpose): Buffer {
  const { authSecret } = config();
  const cached = keys.get(`${purpose} ${authSecret}`);
  if (cached) return cached;
  const key = Buffer.from(hkdfSync('sha256', authSecret, '', purpose, 32));
  keys.set(`${purpose} ${authSecret}`, key);
  return key;
}

/**
 * Seals a text so that only this installation can read or make it: AES-256-GCM under a key of its own per purpose.
 * @returns base64url, safe in addresses and cookies
 */
export function encryptToken(text: string, purpose: Purpose): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** @returns the sealed text, or `null` for anything that was cut, changed, or sealed elsewhere or for another purpose */
export function decryptToken(sealed: string, purpose: Purpose): string | null {
  const given = Buffer.from(sealed, 'base64url');
  // Exactly as it was written: the decoder would pass over signs that do not belong there.
  const isWhole = given.length > IV_BYTES + TAG_BYTES && given.toString('base64url') === sealed;
  // Another one is tried all the same, so that the time of the answer does not tell what is wrong with it.
  const bytes = isWhole ? given : Buffer.alloc(IV_BYTES + TAG_BYTES + 1);
  const decipher = createDecipheriv('aes-256-gcm', keyFor(purpose), bytes.subarray(0, IV_BYTES));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString(
      'utf8',
    );
  } catch {
    // The expected answer to a forged seal.
    return null;
  }
}

/** Recognizes a text without keeping it: the same text gives the same 43 characters, and nobody can go back from them. */
export const hmac = (text: string, purpose: Purpose): string =>
  createHmac('sha256', keyFor(purpose)).update(text).digest('base64url');
