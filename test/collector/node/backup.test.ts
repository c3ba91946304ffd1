import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Started, startWaybill, waybill } from '../../support/executable.ts';
import { SHOP, temporaryFolder } from '../../support/home.ts';
import { contactOf, Traffic } from '../../support/traffic.ts';

// Each starts the executable more than once.
vi.setConfig({ testTimeout: 120_000 });

/** A folder as a collector left it: a site, leads, contacts sealed with its secret; and a backup. */
const template = temporaryFolder();
const templateBackup = join(template.path, 'backup.db');
const limitless = {
  WAYBILL_RATE_PER_SITE: '0',
  WAYBILL_LOG: 'warn',
};
let ids: string[];
beforeAll(async () => {
  const settings = { ...limitless, WAYBILL_DATA: join(template.path, 'data') };
  await waybill(['origins', 'add', SHOP], settings);
  await waybill(['settings', 'set', 'contact', 'auto'], settings);
  const started = await startWaybill(settings, ['--no-demo']);
  const traffic = trafficTo(started, 1);
  // With half of them a person wrote something.
  while (leadsOf(traffic).length < 20) await traffic.more(1);
  await traffic.stop();
  ids = leadsOf(traffic);
  await started.stop();
  await waybill(['backup', templateBackup], settings);
});
afterAll(() => template.remove());

let folder: ReturnType<typeof temporaryFolder>;
let data: string;
let backup: string;
let settings: Record<string, string>;
beforeEach(() => {
  folder = temporaryFolder();
  data = join(folder.path, 'the data');
  backup = join(folder.path, 'of 100% & more.db');
  cpSync(join(template.path, 'data'), data, { recursive: true });
  copyFileSync(templateBackup, backup);
  settings = { ...limitless, WAYBILL_DATA: data };
});
afterEach(() => folder.remove());

/** Another data folder, which is not there yet. */
function newFolder() {
  const path = join(folder.path, 'new');
  return { ...limitless, WAYBILL_DATA: path };
}

/** Runs SQL on a file, in a process of its own: within one, the driver lets go of no file. */
function run(file: string, ...statements: string[]) {
  const script = `
    import { createClient } from '@libsql/client';
    import { pathToFileURL } from 'node:url';
    const [file, ...statements] = JSON.parse(process.argv[1]);
    const client = createClient({ url: pathToFileURL(file).href, concurrency: 1 });
    const results = await client.batch(statements, 'write');
    console.log(JSON.stringify(results.at(-1).rows));`;
  const words = ['--input-type=module', '-e', script, JSON.stringify([file, ...statements])];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }));
}

const siteKeyOf = ({ printed }: Started) => /\/s\/(\w+)\.js/.exec(printed)?.[1] ?? '';

function trafficTo(started: Started, connections: number): Traffic {
  const url = `http://127.0.0.1:${started.port}/v1/collect/${siteKeyOf(started)}`;
  return new Traffic(() => url, connections);
}

/** The ids of the leads that were acknowledged, in the order in which they were sent. */
function leadsOf({ sendings }: Traffic): string[] {
  const taken = sendings.filter(({ acknowledged }) => acknowledged > 0);
  const events = taken.flatMap(({ events }) => events.filter(({ type }) => type === 'lead'));
  return [...new Set(events.map(({ id }) => id))];
}

const keys = new Map<string, string>();

async function read(started: Started, path: string, of: Record<string, string>) {
  const folderName = of.WAYBILL_DATA ?? '';
  const key = keys.get(folderName) ?? (await waybill(['keys', 'add'], of)).stdout.trim();
  keys.set(folderName, key);
  const headers = { authorization: `Bearer ${key}` };
  return (await fetch(`http://127.0.0.1:${started.port}${path}`, { headers })).json();
}

/** The ids of all leads, page by page. */
async function leadIdsOf(started: Started, of: Record<string, string>): Promise<Set<string>> {
  const ids = new Set<string>();
  let next: string | null = '';
  while (next !== null) {
    const page: { leads: { id: string }[]; next: string | null } = await read(
      started,
      `/v1/leads?limit=200&show=all${next && `&after=${next}`}`,
      of,
    );
    for (const { id } of page.leads) ids.add(id);
    next = page.next;
  }
  return ids;
}

describe('waybill backup', () => {
  it('copies what is acknowledged while more comes, and restore brings it back', async () => {
    await rm(backup);
    const started = await startWaybill(settings, ['--no-demo']);
    const traffic = trafficTo(started, 16);
    await expect.poll(() => leadsOf(traffic).length, { timeout: 60_000 }).toBeGreaterThan(50);
    const acknowledged = leadsOf(traffic);
    const made = await waybill(['backup', backup], settings);
    const after = leadsOf(traffic).length;
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toMatch(/: \d+\.\d MB: 1 sites, [\d,]+ leads, /);
    expect(made.stdout).toContain('secret');
    expect(statSync(backup).mode & 0o077).toBe(0);
    expect(after).toBeGreaterThan(acknowledged.length);
    await traffic.stop();
    expect(await started.stop()).toBe(0);

    const fresh = newFolder();
    const refused = await waybill(['restore', backup], fresh);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^The secret of this backup is not at hand\. Put the file "sec/);
    copyFileSync(join(data, 'secret'), join(fresh.WAYBILL_DATA, 'secret'));
    const restored = await waybill(['restore', backup], fresh);
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(fresh.WAYBILL_DATA).sort()).toEqual(['secret', 'waybill.db']);
    const again = await startWaybill(fresh, ['--no-demo']);
    expect(siteKeyOf(again)).toBe(siteKeyOf(started));
    const missing = async () => {
      const ids = await leadIdsOf(again, fresh);
      return acknowledged.filter((id) => !ids.has(id));
    };
    await expect.poll(missing, { timeout: 10_000 }).toEqual([]);
    const [written] = run(backup, 'select lead_id as id from contacts');
    const lead = await read(again, `/v1/leads/${written.id}`, fresh);
    expect(lead.contact).toMatchObject(contactOf(lead.id));
    await again.stop();
  });

  it('says what to do where it cannot be made', async () => {
    await rm(backup);
    expect(await waybill(['backup', backup], newFolder())).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^There is no database at .*Set WAYBILL_DATA to its folder/),
    });
    expect(await waybill(['backup', join(folder.path, 'no', 'x.db')], settings)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Cannot write .*\(ENOENT\)\. Choose a folder/),
    });
    writeFileSync(backup, 'mine');
    expect(await waybill(['backup', backup], settings)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/is there already\. Choose another name\.\n$/),
    });
    expect(readFileSync(backup, 'utf8')).toBe('mine');
  });

  it.each(['backup', 'restore'])('%s says who else keeps a libSQL server', async (word) => {
    const remote = {
      WAYBILL_DATABASE_URL: 'libsql://db.example',
      WAYBILL_DATABASE_TOKEN: 'x',
      WAYBILL_SECRET: 'x'.repeat(32),
    };
    expect(await waybill([word, backup], remote)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^A libSQL server is backed up and restored where it is: on Turso by "turso db/,
      ),
    });
  });
});

describe('waybill restore', () => {
  it('refuses while a collector runs, and then keeps what it replaces', async () => {
    const started = await startWaybill(settings, ['--no-demo']);
    const refused = await waybill(['restore', backup], settings);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^Somebody is at work on .*waybill\.db: a collector/);
    // It goes on as if nothing had been.
    const traffic = trafficTo(started, 1);
    await expect.poll(() => leadsOf(traffic).length, { timeout: 60_000 }).toBeGreaterThan(0);
    await traffic.stop();
    // Whoever was killed holds nothing any more.
    await started.kill();
    const done = await waybill(['restore', backup], settings);
    expect(done).toMatchObject({ code: 0, stderr: '' });
    const kept = /The database that was there is now (.*)\n/.exec(done.stdout)?.[1] ?? '';
    const again = await startWaybill(settings, ['--no-demo']);
    expect(await leadIdsOf(again, settings)).toEqual(new Set(ids));
    await again.stop();
    // What was replaced is whole, its log included, and can be put back.
    expect(await waybill(['restore', kept], settings)).toMatchObject({ code: 0 });
    const back = await startWaybill(settings, ['--no-demo']);
    // The key was made in what is replaced now.
    keys.clear();
    await expect
      .poll(() => leadIdsOf(back, settings))
      .toEqual(new Set([...ids, ...leadsOf(traffic)]));
    await back.stop();
  });

  it('erases again what was erased since', async () => {
    const [{ id: erased }] = run(backup, 'select lead_id as id from contacts');
    const done = await waybill(['person', 'erase', '--lead', erased, '--yes'], settings);
    expect(done).toMatchObject({ code: 0 });
    const restored = await waybill(['restore', backup], settings);
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(restored.stdout).toMatch(
      /^Erased again, since they were erased: .*\b1 leads, 1 contacts/m,
    );
    const file = join(data, 'waybill.db');
    const left = run(file, 'select id from leads').map(({ id }: { id: string }) => id);
    expect(left.sort()).toEqual(ids.filter((id) => id !== erased).sort());
    expect(run(file, "select kind from tombstones where kind = 'lead'")).toHaveLength(1);
  });

  it('brings an old backup up to date', async () => {
    const journal = JSON.parse(readFileSync('migrations/meta/_journal.json', 'utf8'));
    const [first] = journal.entries;
    await rm(backup);
    run(
      backup,
      ...readFileSync(`migrations/${first.tag}.sql`, 'utf8').split('--> statement-breakpoint'),
      'create table __drizzle_migrations (id integer primary key, hash text, created_at numeric)',
      `insert into __drizzle_migrations (hash, created_at) values ('', ${first.when})`,
      "insert into accounts values ('a', 'An old account', 1)",
    );
    expect(await waybill(['restore', backup], settings)).toMatchObject({ code: 0, stderr: '' });
    const file = join(data, 'waybill.db');
    expect(run(file, 'select name from accounts')).toEqual([{ name: 'An old account' }]);
    expect((await waybill(['migrate'], settings)).stdout).toMatch(/are up to date/);
  });

  it.each([
    ['is not there', () => rm(backup), /^Cannot copy .* \(ENOENT\)\. Check that it is there\./],
    [
      'is no database',
      () => writeFileSync(backup, 'This is a letter. '.repeat(500)),
      /is no database that can be read \(SQLITE_NOTADB\)\. Choose another backup\./,
    ],
    [
      "is somebody else's",
      async () => {
        await rm(backup);
        run(backup, 'create table sites (x)');
      },
      /is a database, but none of Waybill\. Choose another backup\./,
    ],
    [
      'is damaged',
      async () => {
        const bytes = readFileSync(backup);
        bytes.fill(0xff, 20_000, 30_000);
        writeFileSync(backup, bytes);
      },
      /is (damaged: |no database that can be read)/,
    ],
    [
      'is of a newer version',
      async () => {
        run(
          backup,
          "insert into __drizzle_migrations (hash, created_at) values ('x', 9999999999999)",
        );
      },
      /^A newer version of Waybill made this backup\. Update Waybill first\./,
    ],
    [
      'was sealed with another secret',
      async () => {
        writeFileSync(join(data, 'secret'), 'another secret of 32 characters or more');
      },
      /^The contacts of this backup were sealed with another secret\. Put the file "secret"/,
    ],
  ] as const)('leaves all as it is where the backup %s', async (_name, make, says) => {
    await make();
    const before = readdirSync(data).sort();
    const { code, stdout, stderr } = await waybill(['restore', backup], settings);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(says);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(readdirSync(data).sort()).toEqual(before);
    expect(await waybill(['tag'], settings)).toMatchObject({ code: 0 });
  });

  it('knows another secret also where nothing is sealed, and says so at every start', async () => {
    for (const file of [backup, join(data, 'waybill.db')]) run(file, 'delete from contacts');
    const changed = { ...settings, WAYBILL_SECRET: 'another secret of 32 characters or more' };
    const refused = await waybill(['restore', backup], changed);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/were sealed with another secret\. Put the file "secret"/);
    const warned = await waybill(['tag'], changed);
    expect([warned.code, warned.stderr]).toEqual([0, expect.stringContaining('secret_changed')]);
    const lost = await waybill(['restore', backup, '--secret-lost'], changed);
    expect(lost).toMatchObject({ code: 0 });
    for (let i = 0; i < 2; i++) {
      expect(await waybill(['tag'], changed)).toMatchObject({ code: 0, stderr: '' });
    }
  });

  it('takes a backup without its secret where that is lost', async () => {
    const fresh = newFolder();
    expect(await waybill(['restore', backup, '--secret-lost'], fresh)).toMatchObject({ code: 0 });
  });

  it('takes the place of a damaged database', async () => {
    writeFileSync(join(data, 'waybill.db'), 'This is a letter. '.repeat(500));
    const { code, stdout } = await waybill(['restore', backup], settings);
    expect(code).toBe(0);
    expect(stdout).toMatch(/It could not be read \(SQLITE_NOTADB\): what was erased since/);
    expect(await waybill(['tag'], settings)).toMatchObject({ code: 0 });
  });
});

it('waybill migrate says from what to what', async () => {
  const settings = newFolder();
  const made = await waybill(['migrate'], settings);
  expect(made.stdout).toMatch(/^The tables of .*waybill\.db were made: \w+\n$/);
  const again = await waybill(['migrate'], settings);
  expect(again.stdout).toMatch(/^The tables of .*waybill\.db are up to date: \w+\n$/);
});

it('waybill migrate seals the contacts of before they were sealed', async () => {
  const file = join(data, 'waybill.db');
  const plain = (lead: string) => `insert into plain_contacts (site_id, lead_id, email)
    values ('s', '${lead}', 'ann@old.example')`;
  run(file, plain('one'), plain('two'));
  const { code, stdout } = await waybill(['migrate'], settings);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/are sealed now: 2\n$/)]);
  expect(run(file, 'select * from plain_contacts')).toEqual([]);
  expect(run(file, "select * from contacts where lead_id in ('one', 'two')")).toHaveLength(2);
  expect((await waybill(['migrate'], settings)).stdout).not.toContain('sealed');
});

it('waybill project --again leaves nothing of who was erased while it ran', async () => {
  const file = join(data, 'waybill.db');
  const [erased = '', ...others] = ids;
  const its = (table: string) => `${table} where id = '${erased}'`;
  run(file, `create table read as select * from ${its('leads')}`);
  await waybill(['person', 'erase', '--lead', erased, '--yes'], settings);
  // Read before, written after.
  run(file, 'insert into leads select * from read', 'drop table read');
  expect(await waybill(['project', '--again'], settings)).toMatchObject({ code: 0 });
  const left = run(file, 'select id from leads').map(({ id }: { id: string }) => id);
  expect(left.sort()).toEqual(others.sort());
});
