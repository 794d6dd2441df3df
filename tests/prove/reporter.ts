import { readdirSync } from 'node:fs';
import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { writeResults } from '../support/results';

/** Writes the figures of all proofs to `docs/results/prove.json`, but only when every proof ran. */
export class ResultsReporter implements Reporter {
  #startedAt = 0;

  onTestRunStart(): void {
    this.#startedAt = performance.now();
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const files = readdirSync('tests/prove').filter((file) => file.endsWith('.prove.ts'));
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: 'passed' | 'failed') =>
      tests.filter((test) => test.result().state === state).length;
    const [passed, failed] = [count('passed'), count('failed')];
    if (modules.length < files.length || passed + failed < tests.length) return;

    const proofs = modules.map((module) => ({
      file: relative('.', module.moduleId),
      figures: [...module.children.allTests()].flatMap((test) => test.meta().figures ?? []),
    }));
    writeResults('prove', this.#startedAt, { passed, failed, proofs });
  }
}
