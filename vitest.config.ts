import { defineConfig } from 'vitest/config';

/** For what is awaited, as the tests' own time limits: a second is too short on a busy machine. */
const pollTimeoutMs = 15_000;

/** `unit` sits beside the sources, two files at a time; then `e2e`, which starts real processes, one at a time. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'test/*.test.ts'],
          testTimeout: 20_000,
          hookTimeout: 20_000,
          expect: { poll: { timeout: pollTimeoutMs } },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/chaos/**/*.test.ts', 'test/fleet/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 90_000,
          hookTimeout: 90_000,
          expect: { poll: { timeout: pollTimeoutMs } },
        },
      },
    ],
  },
});
