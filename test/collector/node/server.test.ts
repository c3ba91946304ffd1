import { connect, type Socket } from 'node:net';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNodeSettings } from '../../../collector/config.ts';
import { ledger } from '../../../collector/db/schema.ts';
import { type Home, openHome } from '../../../collector/node/home.ts';
import { type Running, serveCollector } from '../../../collector/node/server.ts';
import { setUp } from '../../../collector/node/setup.ts';
import { SHOP, temporaryFolder } from '../../support/home.ts';
import { message, pageView } from '../../support/message.ts';

const folder = temporaryFolder();
let home: Home;
let running: Running;
let siteKey: string;
beforeAll(async () => {
  home = await openHome(readNodeSettings({ WAYBILL_DATA: folder.path, WAYBILL_LOG: 'error' }), {
    isServing: true,
  });
  siteKey = (await setUp(home, [SHOP])).site.key;
  running = await serveCollector(home, 0, '127.0.0.1');
});
afterAll(async () => {
  await running.stop();
  folder.remove();
});

/** A connection that says what it got, once it ended. */
function open(first: string) {
  let got = '';
  const socket: Socket = connect(running.port, '127.0.0.1', () => socket.write(first));
  socket.on('data', (data) => {
    got += data;
  });
  // Who writes on after the end is told so, and is not surprised.
  socket.on('error', () => {});
  const ended = new Promise<{ got: string }>((done) => socket.once('close', () => done({ got })));
  return { socket, ended };
}

/** Sends one character a second for as long as it may. */
async function drip(first: string, more: string) {
  const { socket, ended } = open(first);
  const timer = setInterval(() => socket.writable && socket.write(more), 1_000);
  const end = await ended;
  clearInterval(timer);
  return end;
}

const post = (length: number) =>
  [
    `POST /v1/collect/${siteKey} HTTP/1.1`,
    'Host: collect.example',
    `Origin: ${SHOP}`,
    'Content-Type: text/plain',
    `Content-Length: ${length}`,
    '\r\n',
  ].join('\r\n');

function send() {
  const body = JSON.stringify(message([pageView()]));
  const headers = { 'content-type': 'text/plain', origin: SHOP };
  const url = `http://127.0.0.1:${running.port}/v1/collect/${siteKey}`;
  return fetch(url, { method: 'POST', headers, body });
}

describe('the server', () => {
  it('cuts off who is slow, while others are served', async () => {
    const slow = {
      silent: drip('', ''),
      'slow with the first line': drip('GET /hea', 'l'),
      'slow with headers': drip('GET /health HTTP/1.1\r\nHost: a\r\n', 'X-A: b\r\n'),
      'slow with the body': drip(post(50_000), ' '),
      'ending the body early': open(`${post(500)}{"v":1`).ended,
    };
    const crowd = Array.from({ length: 300 }, () => open(''));
    let isOneCutOff = false;
    for (const ended of Object.values(slow)) {
      void ended.then(() => {
        isOneCutOff = true;
      });
    }
    for (let round = 0; round < 10; round++) {
      expect((await send()).status).toBe(202);
      await new Promise((done) => setTimeout(done, 100));
    }
    // Nobody waited for the slow.
    expect(isOneCutOff).toBe(false);
    for (const [name, ended] of Object.entries(slow)) {
      const { got } = await ended;
      expect([name, got === '' || /^HTTP\/1\.1 4\d\d /.test(got)]).toEqual([name, true]);
    }
    await Promise.all(crowd.map(({ ended }) => ended));
    // Both bodies that did not come whole, as what they were.
    const cutOff = async () => {
      await home.deps.project();
      return home.db
        .select({ count: ledger.count })
        .from(ledger)
        .where(and(eq(ledger.unit, 'request'), eq(ledger.reason, 'cut_off')));
    };
    await expect.poll(cutOff, { timeout: 5_000, interval: 200 }).toEqual([{ count: 2 }]);
  });

  it('refuses headers of more than 16 kB', async () => {
    const { got } = await open(`GET /health HTTP/1.1\r\nX: ${'a'.repeat(17_000)}\r\n\r\n`).ended;
    expect(got).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('keeps no more than so many idle connections', async () => {
    const idle = Array.from({ length: 1_100 }, () =>
      open('GET /health HTTP/1.1\r\nHost: a\r\n\r\n'),
    );
    await Promise.race(idle.map(({ ended }) => ended));
    expect((await send()).status).toBe(202);
    for (const { socket } of idle) socket.destroy();
  });

  it.each([
    '/waybill/../leads',
    '/waybill/./leads',
    '/waybill/%2e%2e/leads',
    '/waybill/%2E./leads',
    '/waybill/..',
    '/leads/..%2fwaybill%2f',
  ])('has nothing at %s, which can be read two ways', async (path) => {
    const { got } = await open(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
      .ended;
    expect(got).toMatch(/^HTTP\/1\.1 404 /);
  });
});
