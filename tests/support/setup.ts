import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, vi } from 'vitest';
import { config } from '@/lib/config';

// Set before any module of the product reads its settings.
const workerName = `worker-${process.pid}`;
process.env.DATABASE_URL =
  inject('template')?.replace(/[^/]+$/, workerName) ??
  `file:${join(inject('runFolder'), `${workerName}.db`)}`;
process.env.ERASURE_JOURNAL = join(inject('runFolder'), `${workerName}.erasures`);
process.env.SECRETARIAT_EMAIL = 'secretariat@example.org';
process.env.APP_URL = 'https://meeting.example.org';

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
