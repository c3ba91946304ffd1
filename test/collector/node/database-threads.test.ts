import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openThreads } from '../../../collector/node/database-threads.ts';
import { temporaryFolder } from '../../support/home.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

it('fails while a thread cannot open the database, and works once it can', async () => {
  const data = join(folder.path, 'data');
  const threads = openThreads(
    { file: join(data, 'waybill.db'), secret: 'a secret of at least 32 characters' },
    () => {},
  );
  const ask = () => threads.client.execute('select 1 as one');
  // The first fails with the thread, and the next finds none.
  for (let tries = 0; tries < 3; tries++) await expect(ask()).rejects.toThrow();
  mkdirSync(data);
  await expect
    .poll(() => ask().then(({ rows }) => rows[0]?.one, String), { timeout: 10_000 })
    .toBe(1);
  await threads.close();
});
