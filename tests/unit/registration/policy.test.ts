import { describe, expect, it } from 'vitest';
import { facts } from '@/lib/content/facts';
import { later } from '@/lib/instant';
import { isConfirmationOpen, phaseOf } from '@/lib/registration/policy';
import { atDeadline, beforeDeadline, lastMoment } from '../../support/builders';

describe('the door', () => {
  it('shuts at the deadline, not after it', () => {
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
