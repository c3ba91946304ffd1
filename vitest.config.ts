import { defineConfig } from 'vitest/config';

/** Tests of one kind: what they run in is told by the folder they stand in. */
function project(name: string, folders: string[], timeout: number) {
  return {
    test: {
      name,
      include: folders.map((folder) => `test/${folder}/**/*.test.ts`),
      testTimeout: timeout,
      hookTimeout: 300_000,
    },
  };
}

export default defineConfig({
  test: {
    globalSetup: 'test/support/global-setup.ts',
    projects: [
      project('node', ['shared', 'collector', 'repository'], 20_000),
      project('dom', ['snippet'], 10_000),
      project('runtime', ['runtime'], 30_000),
      project('browser', ['e2e'], 120_000),
    ],
  },
});
