import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { ResultsReporter } from './reporter';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The proofs run one after the other: each has the whole machine, and prints its figures as they come. */
export default defineConfig({
  root,
  resolve: { alias: { '@': root } },
  test: {
    include: ['tests/prove/**/*.prove.ts'],
    fileParallelism: false,
    pool: 'forks',
    testTimeout: 600_000,
    hookTimeout: 120_000,
    disableConsoleIntercept: true,
    reporters: ['default', new ResultsReporter()],
  },
});
