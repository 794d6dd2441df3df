import type { BotSignal } from '@/lib/audit/audit';
import { SECOND_MS } from '@/lib/time/instant';

/** A person needs at least this long (ms) to read the form and to type a name, a job title and an address. */
export const SHORTEST_FILL_MS = 2 * SECOND_MS;

/**
 * Finds signs that a program sent a form. They are no proof: browsers fill in hidden fields too, and a password manager makes people
 * fast. A registration with bot signals is recorded and acknowledged like any other, and the secretariat reviews it.
 * @param openedAt when this site rendered the form; `null` if the form lacks the site's token
 */
export function detectBotSignals(
  { isHoneypotFilled, openedAt }: { isHoneypotFilled: boolean; openedAt: Date | null },
  now: Date,
): BotSignal[] {
  const signals: BotSignal[] = [];
  if (isHoneypotFilled) signals.push('honeypot');
  if (!openedAt) signals.push('missingToken');
  else if (now.getTime() - openedAt.getTime() < SHORTEST_FILL_MS) signals.push('tooFast');
  return signals;
}
