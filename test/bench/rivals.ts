/**
 * Servers to hold the collector against, each a process of its own: `rivals.js NAME FOLDER`.
 *
 * - `trivial` answers without looking: what it reaches is the load generator's own limit.
 * - `door` reads, parses and validates a message as the collector does, and keeps nothing.
 * - `naive` does that too, and stores each event by itself before it answers.
 */
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { Hono } from 'hono';
import { parseBatch } from '../../collector/domain/batch.ts';
import { messageText } from '../../collector/middleware/body.ts';
import { listen } from '../../collector/node/server.ts';

const NO_CONTENT = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n');

/** A message in one piece ends so. */
const END = Buffer.from(']}');

function trivial(): Promise<number> {
  const server = createSocketServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      if (bytes.subarray(-2).equals(END)) socket.write(NO_CONTENT);
    });
  });
  return new Promise((ready) =>
    server.listen(0, '127.0.0.1', () => ready((server.address() as AddressInfo).port)),
  );
}

async function door(): Promise<number> {
  const app = new Hono().post('/v1/collect/:siteKey', async (c) => {
    parseBatch(await messageText(c));
    return c.body(null, 204);
  });
  return (await listen(app.fetch, 0, '127.0.0.1', 'PORT')).port;
}

async function naive(folder: string): Promise<number> {
  const client = createClient({ url: `file:${join(folder, 'naive.db')}`, concurrency: 1 });
  await client.execute('pragma journal_mode = wal');
  await client.execute('pragma synchronous = full');
  await client.execute(
    `create table page_views (site_id text not null, id text not null, session_id text not null,
    at integer not null, url text not null, title text not null, engaged_ms integer not null,
    primary key (site_id, id))`,
  );
  const app = new Hono().post('/v1/collect/:siteKey', async (c) => {
    const { batch } = parseBatch(await messageText(c));
    for (const event of batch.events) {
      if (event.type !== 'page_view') continue;
      const { id, at, url, title, engaged_ms: engagedMs = 0 } = event;
      await client.execute({
        sql: 'insert into page_views values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing',
        args: [c.req.param('siteKey'), id, batch.session.id, at, url, title, engagedMs],
      });
    }
    return c.body(null, 204);
  });
  return (await listen(app.fetch, 0, '127.0.0.1', 'PORT')).port;
}

const RIVALS: Record<string, (folder: string) => Promise<number>> = { trivial, door, naive };

const [, , name = '', folder = ''] = process.argv;
const start = RIVALS[name];
if (!start) throw new Error(`There is no server ${name}.`);
process.on('SIGINT', () => process.exit(0));
process.send?.(await start(folder));
