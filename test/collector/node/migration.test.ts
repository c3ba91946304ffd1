import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import { expect, it } from 'vitest';
import { readNodeSettings } from '../../../collector/config.ts';
import { siteByKey } from '../../../collector/db/entry.ts';
import { openHome } from '../../../collector/node/home.ts';
import { SHOP, temporaryFolder } from '../../support/home.ts';

/** Makes a database as the first version did, with a site in it. */
async function makeFirst(folder: string) {
  const migrations = join(folder, 'migrations');
  cpSync('migrations', migrations, { recursive: true });
  const file = join(migrations, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, 1) }));
  const client = createClient({ url: `file:${join(folder, 'waybill.db')}` });
  await migrate(drizzle(client), { migrationsFolder: migrations });
  await client.batch([
    "insert into accounts values ('a', 'My account', 1)",
    `insert into sites values ('s', 'a', 'sitekey', 'My site', '["${SHOP}"]', 1)`,
  ]);
  client.close();
}

it('a site of the first version goes on as it was', async () => {
  const folder = temporaryFolder();
  await makeFirst(folder.path);
  const home = await openHome(readNodeSettings({ WAYBILL_DATA: folder.path }));
  expect(await siteByKey(home.db, 'sitekey', 0)).toEqual({
    scope: { accountId: 'a', siteId: 's' },
    key: 'sitekey',
    name: 'My site',
    origins: [SHOP],
    settings: {
      lookback_days: 90,
      domains: [],
      excluded: [],
      consent: 'auto',
      create: 'all',
      forms_on: [],
      forms_off: [],
      map: {},
      vendors: [],
      dialects: [],
      industry: null,
      contact: null,
      data_layer: null,
      keep_raw_days: 30,
      keep_sessions_days: 400,
      keep_leads_days: null,
      keep_contacts_days: null,
    },
  });
  await home.close();
  folder.remove();
});
