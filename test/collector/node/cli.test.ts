import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWaybill, waybill } from '../../support/executable.ts';
import { SHOP, temporaryFolder } from '../../support/home.ts';
import { lead, message } from '../../support/message.ts';
import { freePort } from '../../support/sqld.ts';

let folder: ReturnType<typeof temporaryFolder>;
let data: { WAYBILL_DATA: string };
beforeEach(() => {
  folder = temporaryFolder();
  data = { WAYBILL_DATA: join(folder.path, 'new', 'data') };
});
afterEach(() => folder.remove());

const found = (text: string, pattern: RegExp) => pattern.exec(text)?.[1] ?? '';

describe('waybill start', () => {
  it('makes what is missing and prints where everything is', async () => {
    const started = await startWaybill(data);
    const { printed, port, demoPort } = started;
    const script = found(printed, /<script async src="([^"]+)"><\/script>/);
    expect(script).toMatch(new RegExp(`^http://localhost:${port}/s/\\w+\\.js$`));
    expect(await (await fetch(script)).text()).toContain('/v1/collect/');
    const demo = found(printed, /Demo site\s+(\S+)/);
    expect(await (await fetch(demo)).text()).toContain(script);
    expect(demo).toContain(`${demoPort}`);
    const link = found(printed, /Dashboard\s+(\S+)/);
    expect(await (await fetch(link)).text()).toContain('Sign in to Waybill');
    const key = found(printed, /API key\s+(\w+)/);
    const headers = { authorization: `Bearer ${key}` };
    expect((await fetch(`http://localhost:${port}/v1/leads`, { headers })).status).toBe(200);
    expect(statSync(join(data.WAYBILL_DATA, 'secret')).mode & 0o077).toBe(0);
    expect(await started.stop()).toBe(0);
  });

  it('keeps account, site and leads, and shows the key once', async () => {
    const first = await startWaybill(data);
    const script = found(first.printed, /(\/s\/\w+\.js)/);
    const key = found(first.printed, /API key\s+(\w+)/);
    const event = lead();
    const sent = await fetch(
      `http://localhost:${first.port}/v1/collect/${found(script, /\/s\/(\w+)/)}`,
      {
        method: 'POST',
        headers: { 'content-type': 'text/plain', origin: `http://localhost:${first.demoPort}` },
        body: JSON.stringify(message([event])),
      },
    );
    expect(sent.status).toBe(202);
    // What was acknowledged survives that nobody had time to project it.
    await first.kill();
    const second = await startWaybill(data, ['--no-demo']);
    expect(second.printed).toContain(script);
    expect(second.printed).not.toContain('API key');
    expect(second.printed).not.toContain('Demo site');
    await expect
      .poll(
        async () => {
          const url = `http://localhost:${second.port}/v1/leads/${event.id}`;
          return (await fetch(url, { headers: { authorization: `Bearer ${key}` } })).status;
        },
        { timeout: 10_000 },
      )
      .toBe(200);
    await second.stop();
  });

  it('makes one account when two start at once', async () => {
    const both = await Promise.all([startWaybill(data), startWaybill(data)]);
    const scripts = both.map(({ printed }) => found(printed, /(\/s\/\w+\.js)/));
    expect(scripts[0]).toBe(scripts[1]);
    expect(both.filter(({ printed }) => printed.includes('API key'))).toHaveLength(1);
    for (const started of both) await started.stop();
  });

  it('shows the key at the first start that succeeds', async () => {
    const holder = createServer();
    const port = await freePort();
    await new Promise<void>((done) => holder.listen(port, '127.0.0.1', done));
    expect(await waybill(['start'], { ...data, PORT: `${port}` })).toMatchObject({ code: 1 });
    holder.close();
    const started = await startWaybill(data);
    expect(started.printed).toMatch(/API key\s+\w{32}/);
    await started.stop();
  });

  it.each([
    ['PORT', 'WAYBILL_DEMO_PORT'],
    ['WAYBILL_DEMO_PORT', 'PORT'],
  ])('says what to do when %s is taken', async (setting, other) => {
    const holder = createServer();
    const port = await freePort();
    await new Promise<void>((done) => holder.listen(port, '127.0.0.1', done));
    const settings = { ...data, [setting]: `${port}`, [other]: `${await freePort()}` };
    const { code, stdout, stderr } = await waybill(['start'], settings);
    holder.close();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `Port ${port} is taken. Stop the other program, or choose another port: ${setting}=${port + 100} npm start\n`,
    );
  });

  it('says what to do when the data folder cannot be written', async () => {
    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    const { code, stderr } = await waybill(['start'], { WAYBILL_DATA: join(file, 'data') });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Cannot write to the data folder .*file\/data \(ENOTDIR\)\. Make it/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says what to do when the database is none', async () => {
    mkdirSync(data.WAYBILL_DATA, { recursive: true });
    writeFileSync(join(data.WAYBILL_DATA, 'waybill.db'), 'This is a letter. '.repeat(500));
    const { code, stderr } = await waybill(['start'], data);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Cannot open the database .*waybill\.db: .* Check that it is there/);
  });

  it('names all faulty settings at once', async () => {
    const { code, stderr } = await waybill(['start'], {
      PORT: 'eighty',
      WAYBILL_DATABASE_URL: 'postgres://x',
      WAYBILL_PUBLIC_URL: 'waybill.example.com',
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/PORT .*WAYBILL_PUBLIC_URL .*WAYBILL_DATABASE_URL must begin with/s);
  });

  it('names the settings that a libSQL server needs', async () => {
    const { code, stderr } = await waybill(['start'], {
      WAYBILL_DATABASE_URL: 'libsql://db.example',
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/WAYBILL_DATABASE_TOKEN is missing.*WAYBILL_SECRET is missing/);
  });
});

describe('waybill', () => {
  it('shows the key of an account that it makes', async () => {
    const { stdout, stderr } = await waybill(['tag'], data);
    expect(stderr).toMatch(/API key, shown this once: \w{32}/);
    expect(stdout).toMatch(
      /^<script async src="http:\/\/localhost:8787\/s\/\w+\.js"><\/script>\n$/,
    );
    expect((await waybill(['tag'], data)).stderr).toBe('');
  });

  it('prints the stub before the tag', async () => {
    const { code, stdout } = await waybill(['tag', '--stub'], data);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^<script>.*<\/script>\n<script async src="http:\/\/localhost:8787\/s\/\w+\.js"><\/script>\n$/,
    );
    expect(stdout.split('</script')).toHaveLength(3);
  });

  it('prints the script of a site', async () => {
    const { stderr } = await waybill(['snippet', '--site', 'nosuchsite'], data);
    const key = found(stderr, /The key of your site is (\w+)/);
    const { code, stdout } = await waybill(['snippet', '--site', key], {
      ...data,
      WAYBILL_PUBLIC_URL: 'https://collect.example.com/',
    });
    expect(code).toBe(0);
    expect(stdout).toContain(`"collect":"https://collect.example.com/v1/collect/${key}"`);
  });

  it('prints a script with every tool, whatever the settings say', async () => {
    await waybill(['settings', 'set', 'vendors', 'kit'], data);
    await waybill(['settings', 'set', 'consent', 'none'], data);
    const { code, stdout } = await waybill(['snippet', '--all'], data);
    expect(code).toBe(0);
    const key = found(stdout, /\/v1\/collect\/(\w+)"/);
    expect(await waybill(['snippet', '--all', '--site', key], data)).toMatchObject({ stdout });
    const own = (await waybill(['snippet', '--site', key], data)).stdout;
    const { code: parts } = JSON.parse(readFileSync('dist/snippet/parts.txt', 'utf8'));
    for (const name of ['vendor-hubspot', 'dialect-handl', 'embed', 'consent-klaro']) {
      expect(stdout).toContain(parts[name]);
      expect(own).not.toContain(parts[name]);
    }
    expect(stdout).toContain(parts['vendor-kit']);
    expect(own).toContain(parts['vendor-kit']);
    const unknown = await waybill(['snippet', '--all', '--site', 'nosuchsite'], data);
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
  });

  it('prints the overlay', async () => {
    const { code, stdout } = await waybill(['snippet', '--debug'], data);
    const { debug } = JSON.parse(readFileSync('dist/snippet/parts.txt', 'utf8'));
    expect([code, stdout]).toEqual([0, debug]);
  });

  it('allows an origin, which a running collector then takes', async () => {
    const started = await startWaybill(data);
    const key = found(started.printed, /\/s\/(\w+)\.js/);
    const send = () =>
      fetch(`http://localhost:${started.port}/v1/collect/${key}`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain', origin: SHOP },
        body: JSON.stringify(message([lead()])),
      });
    expect((await send()).status).toBe(403);
    expect(await waybill(['origins', 'add', `${SHOP}/contact`], data)).toMatchObject({ code: 0 });
    expect((await send()).status).toBe(202);
    expect((await waybill(['origins', 'list'], data)).stdout).toContain(SHOP);
    await started.stop();
  });

  it('makes links and keys that a running collector takes', async () => {
    const started = await startWaybill(data);
    const settings = { ...data, PORT: `${started.port}` };
    const { stdout: link } = await waybill(['sign-in'], settings);
    expect((await fetch(link.trim())).status).toBe(200);
    const { stdout: key } = await waybill(['keys', 'add'], settings);
    const headers = { authorization: `Bearer ${key.trim()}` };
    expect((await fetch(`http://localhost:${started.port}/v1/leads`, { headers })).status).toBe(
      200,
    );
    await started.stop();
  });

  it.each([
    [['origins', 'add', 'example.com'], 'is not an origin. Write it like https://www.example.com'],
    [['snippet'], "required option '--site <key>' not specified"],
    [['fly'], "unknown command 'fly'"],
  ])('says what is wrong with %j', async (words, says) => {
    const { code, stderr } = await waybill(words, data);
    expect(code).toBe(1);
    expect(stderr).toContain(says);
  });
});
