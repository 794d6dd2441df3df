import { describe, expect, it } from 'vitest';
import { facts } from '@/lib/meeting/content/facts';
import { isConfirmationOpen, phaseOf } from '@/lib/meeting/phase';
import { detectBotSignals, SHORTEST_FILL_MS } from '@/lib/registration/bot-signals';
import { HOUR_MS, later } from '@/lib/time/instant';
import { atDeadline, beforeDeadline, lastMoment } from '../../support/builders';

describe('confirmation', () => {
  it('closes at the deadline, not after it', () => {
    expect(isConfirmationOpen(facts, lastMoment)).toBe(true);
    expect(isConfirmationOpen(facts, atDeadline)).toBe(false);
  });
});

describe('the meeting', () => {
  it.each([
    ['open', beforeDeadline],
    ['open', lastMoment],
    ['closed', atDeadline],
    ['closed', later(facts.startsAt, -1)],
    ['underWay', facts.startsAt],
    ['underWay', later(facts.endsAt, -1)],
    ['held', facts.endsAt],
  ] as const)('is %s at %s', (phase, now) => {
    expect(phaseOf(facts, now)).toBe(phase);
  });
});

describe('a form', () => {
  const opened = (ms: number) => ({ isHoneypotFilled: false, openedAt: later(beforeDeadline, -ms) });

  it('that a person could have sent has no bot signals, even after a night', () => {
    expect(detectBotSignals(opened(SHORTEST_FILL_MS), beforeDeadline)).toEqual([]);
    expect(detectBotSignals(opened(10 * HOUR_MS), beforeDeadline)).toEqual([]);
  });

  it('has bot signals when it came faster than anyone types, has the hidden field filled in, or was rendered elsewhere', () => {
    expect(detectBotSignals(opened(SHORTEST_FILL_MS - 1), beforeDeadline)).toEqual(['tooFast']);
    expect(detectBotSignals({ ...opened(SHORTEST_FILL_MS), isHoneypotFilled: true }, beforeDeadline)).toEqual(
      ['honeypot'],
    );
    expect(detectBotSignals({ isHoneypotFilled: true, openedAt: null }, beforeDeadline)).toEqual([
      'honeypot',
      'missingToken',
    ]);
  });
});
