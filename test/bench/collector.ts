/**
 * `npm run bench -- collector`: how fast the collector acknowledges, beside the same server that answers
 * without doing anything, in one run on one machine.
 */
import { randomBytes } from 'node:crypto';
import autocannon from 'autocannon';
import { Hono } from 'hono';
import { readNodeSettings } from '../../collector/config.ts';
import { openHome } from '../../collector/node/home.ts';
import { listen, serveCollector } from '../../collector/node/server.ts';
import { setUp } from '../../collector/node/setup.ts';
import { idFrom } from '../../shared/id.ts';
import { SHOP, temporaryFolder } from '../support/home.ts';
import { message, pageView } from '../support/message.ts';

const SECONDS = 5;
const CONNECTIONS = 64;

/** Every request carries an event of its own. */
function load(url: string): Promise<autocannon.Result> {
  const text = JSON.stringify(message([pageView({ id: '[<id>]' })]));
  return autocannon({
    url,
    connections: CONNECTIONS,
    duration: SECONDS,
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'text/plain', origin: SHOP },
        setupRequest: (request) => ({
          ...request,
          body: text.replace('[<id>]', idFrom(Date.now(), randomBytes(16))),
        }),
      },
    ],
  });
}

function print(name: string, result: autocannon.Result) {
  const perSecond = Math.round(result.requests.average);
  const { p50, p99 } = result.latency;
  const refused = result.non2xx + result.errors;
  console.log(
    `${name.padEnd(34)}${String(perSecond).padStart(8)}/s   p50 ${p50} ms   p99 ${p99} ms   not 2xx ${refused}`,
  );
  return perSecond;
}

export async function benchCollector(): Promise<void> {
  const folder = temporaryFolder();
  const bare = new Hono().post('*', async (c) => {
    await c.req.text();
    return c.body(null, 204);
  });
  const idle = await listen(bare.fetch, 0, '127.0.0.1', 'PORT');
  const home = await openHome(readNodeSettings({ WAYBILL_DATA: folder.path }));
  const { site } = await setUp(home, [SHOP]);
  const collector = await serveCollector(home, 0, '127.0.0.1');

  console.log(`${CONNECTIONS} connections, ${SECONDS} s each, one page view a request, fsync on\n`);
  const ceiling = print(
    'hono that reads and answers 204',
    await load(`http://127.0.0.1:${idle.port}`),
  );
  const acknowledged = print(
    'Waybill, taken into the inbox',
    await load(`http://127.0.0.1:${collector.port}/v1/collect/${site.key}`),
  );
  console.log(`\n${JSON.stringify({ ceiling, acknowledged, ratio: acknowledged / ceiling })}`);

  await idle.stop();
  await collector.stop();
  folder.remove();
}
