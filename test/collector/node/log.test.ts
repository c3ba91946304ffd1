import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Started, startWaybill, waybill } from '../../support/executable.ts';
import { SHOP, temporaryFolder } from '../../support/home.ts';
import { lead, message } from '../../support/message.ts';

let folder: ReturnType<typeof temporaryFolder>;
let started: Started | undefined;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await started?.kill();
  folder.remove();
});

interface Line {
  time: string;
  level: string;
  event: string;
  [more: string]: unknown;
}

/** What was logged, which must be one JSON object a line. */
function linesOf({ logged }: Started): Line[] {
  return logged()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

it('tells of every request and every error, and of no person', async () => {
  const data = { WAYBILL_DATA: join(folder.path, 'data') };
  await waybill(['origins', 'add', SHOP], data);
  await waybill(['settings', 'set', 'contact', 'auto'], data);
  const running = await startWaybill(data, ['--no-demo']);
  started = running;
  const url = `http://127.0.0.1:${running.port}`;
  const siteKey = /\/s\/(\w+)\.js/.exec(running.printed)?.[1] ?? '';
  const token = /token=(\w+)/.exec(running.printed)?.[1] ?? '';
  const key = (await waybill(['keys', 'add'], data)).stdout.trim();
  const person = { 'user-agent': 'Annbrowser/1.0', 'x-forwarded-for': '192.0.2.77' };
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: SHOP, ...person, ...headers },
      body,
    });
  const withContact = () => {
    const contact = { email: 'ann@example.com', name: 'Ann Example', phone: '+49 171 1234567' };
    return JSON.stringify(message([lead({ contact, fields: { note: 'Ann Example' } })]));
  };

  const given = await fetch(`${url}/health`, { headers: { 'x-request-id': 'from-proxy.1' } });
  expect(given.headers.get('x-request-id')).toBe('from-proxy.1');
  const bad = { 'x-request-id': 'ann@example.com', ...person };
  const made = (await fetch(`${url}/health`, { headers: bad })).headers.get('x-request-id');
  expect(made).toMatch(/^\w{25}$/);
  await fetch(`${url}/leads/ann@example.com?email=ann@example.com`, { redirect: 'manual' });
  await fetch(`${url}/ann@example.com`);
  await fetch(`${url}/sign-in?token=${token}`);
  const client = createClient({ url: `file:${join(data.WAYBILL_DATA, 'waybill.db')}` });
  expect((await post(`/v1/collect/${siteKey}`, withContact())).status).toBe(202);
  expect((await post(`/v1/collect/${siteKey}`, 'Ann Example <ann@example.com>')).status).toBe(400);
  const headers = { authorization: `Bearer ${key}`, ...person };
  await expect
    .poll(async () => {
      const answer = await fetch(`${url}/v1/leads?show=all`, { headers });
      return (await answer.json()).leads.length;
    })
    .toBe(1);
  // From here on nothing can be read or projected.
  await client.execute('alter table leads rename to elsewhere');
  expect((await fetch(`${url}/v1/leads`, { headers })).status).toBe(500);
  expect((await fetch(`${url}/v1/leads/ann@example.com`, { headers })).status).toBe(500);
  expect((await post(`/v1/collect/${siteKey}`, withContact())).status).toBe(202);
  await expect.poll(() => running.logged(), { timeout: 5_000 }).toContain('background_failed');
  await expect
    .poll(() => linesOf(running).filter(({ event }) => event === 'request').length)
    .toBeGreaterThanOrEqual(10);
  client.close();

  const lines = linesOf(running);
  const requests = lines.filter(({ event }) => event === 'request');
  for (const { id, ...line } of requests) {
    expect(line).toEqual({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      level: line.status === 500 ? 'warn' : 'info',
      event: 'request',
      method: expect.stringMatching(/^(GET|POST)$/),
      route: expect.stringMatching(/^(none|\/[a-z0-9/:-]*)$/i),
      status: expect.any(Number),
      ms: expect.any(Number),
      ...('reason' in line && { reason: expect.stringMatching(/^[a-z_0-9]+$/) }),
    });
    expect(id).toMatch(/^(\w{25}|from-proxy\.1)$/);
  }
  expect(requests.map(({ route, status, reason }) => [route, status, reason])).toEqual(
    expect.arrayContaining([
      ['/leads/:id', 303, undefined],
      ['none', 404, 'not_found'],
      ['/v1/collect/:siteKey', 202, undefined],
      ['/v1/collect/:siteKey', 400, 'malformed_json'],
      ['/v1/leads', 500, 'internal'],
      ['/v1/leads/:id', 500, 'internal'],
    ]),
  );
  const errors = lines.filter(({ level }) => level === 'error');
  expect(errors.map(({ event }) => event)).toEqual(
    expect.arrayContaining(['request_failed', 'background_failed']),
  );
  for (const { error } of errors) {
    expect(error).toMatchObject({ message: expect.any(String), stack: expect.any(Array) });
  }
  const [failed] = errors.filter(({ event }) => event === 'request_failed');
  expect(failed).toMatchObject({
    error: { message: expect.stringMatching(/^Failed query: select/) },
  });
  expect(requests).toContainEqual(expect.objectContaining({ id: failed?.id, status: 500 }));

  const personal = [
    'Ann',
    'ann@',
    '1234567',
    '192.0.2',
    '127.0.0.1',
    siteKey,
    token,
    key,
    'www.shop',
  ];
  for (const word of personal) expect(running.logged()).not.toContain(word);
});

it.each([
  [{}, ['request']],
  [{ WAYBILL_LOG: 'warn' }, []],
  [{ WAYBILL_LOG: 'silent' }, []],
])('with %j logs of a request %j', async (settings, events) => {
  const running = await startWaybill({ WAYBILL_DATA: folder.path, ...settings }, ['--no-demo']);
  started = running;
  await fetch(`http://127.0.0.1:${running.port}/health`);
  expect(await running.stop()).toBe(0);
  expect(linesOf(running).map(({ event }) => event)).toEqual(events);
});
