import { encryptedCookie } from '@/app/_form/encrypted-cookie';

/** Carries the typed address to the thanks page for ten minutes, so that the participant can notice a typing error there. */
export const typedAddress = encryptedCookie('typed-address', 10 * 60);
