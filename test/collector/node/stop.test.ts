import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { startWaybill, waybill } from '../../support/executable.ts';
import { SHOP, temporaryFolder } from '../../support/home.ts';

// The executable starts twice.
it('ends connections that are kept alive, and does not wait for who is slow', async () => {
  const folder = temporaryFolder();
  const settings = { WAYBILL_DATA: folder.path };
  await waybill(['origins', 'add', SHOP], settings);
  const started = await startWaybill(settings, ['--no-demo']);
  const siteKey = /\/s\/(\w+)\.js/.exec(started.printed)?.[1];
  const open = () => connect(started.port, '127.0.0.1').on('error', () => {});
  const [silent, kept, slow] = [open(), open(), open()];
  const ended = [silent, kept, slow].map(
    (socket) => new Promise((done) => socket.once('close', done)),
  );
  kept.write('GET /health HTTP/1.1\r\nHost: a\r\n\r\n');
  slow.write(
    `POST /v1/collect/${siteKey} HTTP/1.1\r\nHost: a\r\nOrigin: ${SHOP}\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\n`,
  );
  await new Promise((done) => kept.once('data', done));
  let answer = '';
  slow.on('data', (data) => {
    answer += data;
  });
  for (const socket of [silent, kept]) socket.resume();
  expect(await started.stop()).toBe(0);
  await Promise.all(ended);
  // Who is slow is told so after a while. He was not: it ended before.
  expect(answer).toBe('');
  folder.remove();
}, 120_000);
