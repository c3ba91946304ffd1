import { defineConfig } from 'vitest/config';

/** Tests of one kind, by what they run in. */
function project(name: string, places: string[], timeout: number) {
  const isBrowser = name === 'browser';
  return {
    test: {
      name,
      include: places.map((place) => `test/${place}.test.ts`),
      testTimeout: timeout,
      hookTimeout: 300_000,
      // A browser takes all that a small machine has; the others wait more than they work.
      maxWorkers: isBrowser ? 1 : 2,
      sequence: { groupOrder: isBrowser ? 0 : 1 },
    },
  };
}

export default defineConfig({
  test: {
    globalSetup: 'test/support/global-setup.ts',
    projects: [
      project('node', ['{shared,collector,repository}/**/*', 'runtime/node'], 30_000),
      project('dom', ['snippet/**/*'], 10_000),
      project('workerd', ['runtime/workerd'], 30_000),
      project('durability', ['durability/**/*'], process.env.WAYBILL_LONG ? 1_200_000 : 180_000),
      project('browser', ['e2e/**/*'], 120_000),
    ],
  },
});
