import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { config } from '@/lib/config';

/** What a token or an HMAC is for. Each purpose has its own key, so a token made for one purpose is not accepted for another. */
type Purpose =
  | 'personal-link'
  | 'typed-address'
  | 'notice'
  | 'known-browser'
  | 'sign-in'
  | 'code'
  | 'limit'
  | 'sending'
  | 'form'
  | 'headings'
  | 'search';

const IV_BYTES = 12;
const TAG_BYTES = 16;

const keys = new Map<string, Buffer>();

/** The key of a purpose, derived from `AUTH_SECRET` with HKDF (RFC 5869) and cached. */
function keyFor(purpose: Purpose): Buffer {
  const { authSecret } = config();
  const cached = keys.get(`${purpose} ${authSecret}`);
  if (cached) return cached;
  const key = Buffer.from(hkdfSync('sha256', authSecret, '', purpose, 32));
  keys.set(`${purpose} ${authSecret}`, key);
  return key;
}

/**
 * Encrypts a text with AES-256-GCM. Only this installation, which knows `AUTH_SECRET`, can create or read the token.
 * @returns IV, authentication tag and ciphertext in base64url, safe in URLs and cookies
 */
export function encryptToken(text: string, purpose: Purpose): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), iv);
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), ciphertext]).toString('base64url');
}

/** @returns the text; `null` if the token was shortened, changed, or made with another secret or for another purpose */
export function decryptToken(token: string, purpose: Purpose): string | null {
  const decoded = Buffer.from(token, 'base64url');
  // Encoding it again must give the same token, because the decoder ignores characters outside of base64url.
  const isWellFormed = decoded.length > IV_BYTES + TAG_BYTES && decoded.toString('base64url') === token;
  // A malformed token is decrypted like any other, so that the response time does not reveal what is wrong with it.
  const bytes = isWellFormed ? decoded : Buffer.alloc(IV_BYTES + TAG_BYTES + 1);
  const decipher = createDecipheriv('aes-256-gcm', keyFor(purpose), bytes.subarray(0, IV_BYTES));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString(
      'utf8',
    );
  } catch {
    return null; // the authentication tag does not match: the token is forged or damaged
  }
}

/**
 * HMAC-SHA-256 of a text, to recognize it again without storing it.
 * @returns 43 characters of base64url, the same for the same text and purpose
 */
export const hmac = (text: string, purpose: Purpose): string =>
  createHmac('sha256', keyFor(purpose)).update(text).digest('base64url');
