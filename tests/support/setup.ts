import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, vi } from 'vitest';

// Before any module of the product asks for its settings.
process.env.DATABASE_URL = `file:${join(inject('runFolder'), `worker-${process.pid}.db`)}`;
process.env.SECRETARIAT_EMAIL = 'secretariat@example.org';
process.env.APP_URL = 'https://meeting.example.org';

beforeEach(() => {
  vi.spyOn(console, 'error');
});
afterEach(() => {
  // What nobody expected to be printed as an error is one.
  expect(console.error).not.toHaveBeenCalled();
});
