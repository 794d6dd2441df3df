import type { BotSignal } from '@/lib/audit/audit';
import { SECOND_MS } from '@/lib/time/instant';

/** Nobody reads a form, and types a name, a title and an address, in less. */
export const SHORTEST_FILL_MS = 2 * SECOND_MS;

/**
 * Why a form may have been sent by a program. Browsers fill in hidden fields, too, and people are quick with a password manager:
 * what is doubtful is recorded and acknowledged like any other, and the secretariat looks at it.
 * @param openedAt when this site drew the form; none where it did not
 */
export function detectBotSignals(
  { isHoneypotFilled, openedAt }: { isHoneypotFilled: boolean; openedAt: Date | null },
  now: Date,
): BotSignal[] {
  const found: BotSignal[] = [];
  if (isHoneypotFilled) found.push('honeypot');
  if (!openedAt) found.push('missingToken');
  else if (now.getTime() - openedAt.getTime() < SHORTEST_FILL_MS) found.push('tooFast');
  return found;
}
