import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, vi } from 'vitest';
import { config } from '@/lib/config';
import { instant } from '@/lib/time/instant';

// Set before any module of the product reads its settings.
const workerName = `worker-${process.pid}`;
process.env.DATABASE_URL =
  inject('template')?.replace(/[^/]+$/, workerName) ??
  `file:${join(inject('runFolder'), `${workerName}.db`)}`;
process.env.ERASURE_JOURNAL = join(inject('runFolder'), `${workerName}.erasures`);
process.env.SECRETARIAT_EMAIL = 'secretariat@example.org';
process.env.APP_URL = 'https://meeting.example.org';

// What is composed at a time of its own, such as an email, is composed before the deadline, whatever day it is on the machine.
config().meetingClock = instant('2024-01-15T10:00:00+04:00');

const settings = { ...config() };

beforeEach(() => {
  vi.spyOn(console, 'error');
});
afterEach(() => {
  Object.assign(config(), settings);
  vi.useRealTimers();
  try {
    // A test that prints errors must expect them itself; any other printed error fails the test.
    expect(console.error).not.toHaveBeenCalled();
  } finally {
    vi.restoreAllMocks();
  }
});
