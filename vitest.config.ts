import { defineConfig } from 'vitest/config';

/** Tests of one kind, by what they run in. */
function project(name: string, places: string[], timeout: number) {
  return {
    test: {
      name,
      include: places.map((place) => `test/${place}.test.ts`),
      testTimeout: timeout,
      hookTimeout: 300_000,
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
      project('browser', ['e2e/**/*'], 120_000),
    ],
  },
});
