import { test } from 'vitest';
import { startInstallation } from '@/tests/support/instances';
import { confirmWhileRestarting, readSlowPage } from '@/tests/support/rolling-restart';
import { figure } from './load';

test('3,000 confirmations while instances restart: each person once, each email once, no error', async () => {
  const installation = await startInstallation(3);
  try {
    figure(await confirmWhileRestarting(installation, 3_000));
  } finally {
    await installation.stop();
  }
});

test('2,500 readers wait at once for one slow page, and each of them gets it', async () => {
  await readSlowPage(2_500);
});
