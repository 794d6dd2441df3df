import { encryptedCookie } from '@/app/_form/encrypted-cookie';

/** Keeps the address for the page of thanks, so that a slip in it is seen there and nowhere else; for some minutes. */
export const typedAddress = encryptedCookie('typed-address', 10 * 60);
