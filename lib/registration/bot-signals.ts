import type { Doubt } from '@/lib/audit/audit';
import { SECOND_MS } from '@/lib/time/instant';

/** Nobody reads a form, and types a name, a title and an address, in less. */
export const SOONEST_MS = 2 * SECOND_MS;

/**
 * Why a form may have been sent by a program. Browsers fill in hidden fields, too, and people are quick with a password manager:
 * what is doubtful is recorded and acknowledged like any other, and the secretariat looks at it.
 * @param openedAt when this site drew the form; none where it did not
 */
export function doubtsAbout(
  { isTrapFilled, openedAt }: { isTrapFilled: boolean; openedAt: Date | null },
  now: Date,
): Doubt[] {
  const found: Doubt[] = [];
  if (isTrapFilled) found.push('trap');
  if (!openedAt) found.push('unsigned');
  else if (now.getTime() - openedAt.getTime() < SOONEST_MS) found.push('haste');
  return found;
}
