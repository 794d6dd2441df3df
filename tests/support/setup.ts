import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, vi } from 'vitest';
import { config } from '@/lib/config';

// Before any module of the product asks for its settings.
const own = `worker-${process.pid}`;
process.env.DATABASE_URL =
  inject('template')?.replace(/[^/]+$/, own) ?? `file:${join(inject('runFolder'), `${own}.db`)}`;
process.env.ERASURE_JOURNAL = join(inject('runFolder'), `${own}.erasures`);
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
    // What nobody expected to be printed as an error is one.
    expect(console.error).not.toHaveBeenCalled();
  } finally {
    vi.restoreAllMocks();
  }
});
