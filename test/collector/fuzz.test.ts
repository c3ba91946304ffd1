import { connect } from 'node:net';
import { and, eq, isNotNull, lte, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../collector/app.ts';
import { readNodeSettings } from '../../collector/config.ts';
import { countWaiting } from '../../collector/db/inbox.ts';
import { cursors, inbox, ledger } from '../../collector/db/schema.ts';
import type { Deps } from '../../collector/deps.ts';
import { STATUS } from '../../collector/domain/failure.ts';
import { Background } from '../../collector/node/background.ts';
import { openHome } from '../../collector/node/home.ts';
import { type Running, serveCollector } from '../../collector/node/server.ts';
import { changeSetting, setUp } from '../../collector/node/setup.ts';
import {
  batchAround,
  bodyAround,
  brokenMessageAround,
  HOSTILE_TEXTS,
  headers,
  POOL,
  pathPart,
  query,
  requestText,
} from '../support/arbitraries.ts';
import { addKey, SHOP, temporaryFolder, testHome, USER_AGENT } from '../support/home.ts';
import { message, pageView } from '../support/message.ts';

/** A hundred thousand take minutes: that is `npm run test:long`. */
const isLong = !!process.env.WAYBILL_LONG;
const CASES = isLong ? 100_000 : 10_000;
/** So many are under way at once, as they are for a server; each lane shrinks what it finds. */
const LANES = 10;
const RUNS_PER_LANE = 50;
const NOW = Date.now();

const unhandled: unknown[] = [];
const hear = (error: unknown) => void unhandled.push(error);
beforeAll(() => void process.on('unhandledRejection', hear));
afterAll(() => void process.off('unhandledRejection', hear));
beforeEach(() => void unhandled.splice(0));
afterEach(() => expect(unhandled).toEqual([]));

type Home = Awaited<ReturnType<typeof testHome>>;

interface Case {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
}

/** Whose doors are knocked at, and with what. */
interface Known {
  siteKey: string;
  apiKey: string;
  cookie: string;
  /** Of the app's own list. */
  routes: readonly { method: string; path: string }[];
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PURGE'];

/** What a browser on a page of the site says, and what else is said, which may say otherwise. */
const withRight = (right: Record<string, string>) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(right) },
    { weight: 2, arbitrary: headers.map((hostile) => ({ ...right, ...hostile })) },
    { weight: 1, arbitrary: headers },
  );

const PAGE = { origin: SHOP, 'content-type': 'text/plain', 'user-agent': USER_AGENT };

/** A message, as it comes to one of the doors for them. */
function messageCase({ siteKey }: Known): fc.Arbitrary<Case> {
  const key = fc.oneof(
    { weight: 20, arbitrary: fc.constant(siteKey) },
    { weight: 1, arbitrary: pathPart },
  );
  const door = fc.constantFrom('/v1/collect/', '/waybill/v1/collect/');
  return fc.record({
    method: fc.constant('POST'),
    path: fc.tuple(door, key).map((parts) => parts.join('')),
    headers: withRight(PAGE),
    body: bodyAround(NOW),
  });
}

/** Of who is known by the cookie of the site's own origin, and may be given back what he lost. */
function returningCase({ siteKey }: Known): fc.Arbitrary<Case> {
  return fc.tuple(fc.constantFrom(...POOL), batchAround(NOW)).map(([visitor, batch]) => {
    const { consent } = batch;
    const storage = { ...consent.storage, level: 'full' };
    return {
      method: 'POST',
      path: `/waybill/v1/collect/${siteKey}`,
      headers: {
        ...PAGE,
        'x-forwarded-host': new URL(SHOP).host,
        cookie: `waybill_visitor=${visitor}`,
      },
      body: JSON.stringify({ ...batch, visitor, revive: true, consent: { ...consent, storage } }),
    };
  });
}

/** A route of the app's own list, or nearly one, by anybody who may, or may not, use it. */
function routeCase({ routes, siteKey, apiKey, cookie }: Known): fc.Arbitrary<Case> {
  const part = fc.oneof(
    { weight: 3, arbitrary: pathPart },
    { weight: 1, arbitrary: fc.constantFrom(siteKey, `${siteKey}.js`, apiKey) },
  );
  const of = fc.constantFrom(...routes).chain(({ method, path }) => {
    const pieces = path.split('/').map((piece) => (/[:*]/.test(piece) ? part : fc.constant(piece)));
    return fc.record({
      path: fc.tuple(...pieces).map((all) => all.join('/')),
      method:
        method === 'ALL'
          ? fc.constantFrom(...METHODS)
          : fc.oneof(
              { weight: 6, arbitrary: fc.constant(method) },
              { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
            ),
    });
  });
  const anywhere = fc.record({
    path: fc.array(pathPart, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`),
    method: fc.constantFrom(...METHODS),
  });
  const caller = fc.constantFrom<Record<string, string>[]>(
    {},
    { authorization: `Bearer ${apiKey}` },
    { cookie, origin: 'http://localhost' },
    { origin: 'http://localhost', 'content-type': 'application/x-www-form-urlencoded' },
    { origin: 'http://localhost', 'content-type': 'multipart/form-data; boundary=x' },
    { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    { origin: SHOP, 'content-type': 'text/plain' },
  );
  const body = fc.oneof(
    { weight: 2, arbitrary: pathPart.map((value) => `token=${value}&token=${value}&id[]=1`) },
    { weight: 2, arbitrary: requestText },
    { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
    { weight: 1, arbitrary: bodyAround(NOW) },
  );
  return fc
    .tuple(
      fc.oneof({ weight: 5, arbitrary: of }, { weight: 1, arbitrary: anywhere }),
      query,
      caller.chain(withRight),
      body,
    )
    .map(([{ path, method }, search, said, sent]) => ({
      path: search ? `${path}?${search}` : path,
      method,
      // Whoever signs out is signed out, and what follows him would see less.
      headers: path.includes('sign-out') ? { ...said, cookie: '' } : said,
      ...(method !== 'GET' && method !== 'HEAD' && { body: sent }),
    }));
}

/** What is wrong with an answer; nothing where all is as it must be. */
async function faultOf({ method }: Case, answer: Response): Promise<string> {
  const { status } = answer;
  const reason = answer.headers.get('waybill-reason') ?? '';
  const text = await answer.text();
  // That a setting is missing, or the disk slow, is said, and is no failure.
  if (reason === 'not_configured' || reason === 'not_ready') return '';
  if (status >= 500) return `${status} ${reason}: ${text}`;
  const isPage = answer.headers.get('content-type')?.startsWith('text/html');
  if (isPage && /<img|<script|onmouseover="/.test(text))
    return `a page with what was sent: ${text}`;
  if (status < 400) return '';
  if (STATUS[reason as keyof typeof STATUS] !== status) return `${status} with reason ${reason}`;
  if (method === 'HEAD') return '';
  if (isPage) return /<h1>[^<]+/.test(text) ? '' : `a page that says nothing: ${text}`;
  const { error } = JSON.parse(text);
  return error.reason === reason && error.message ? '' : `${status} without a reason: ${text}`;
}

/** The sums of the ledger that do not balance. */
async function unbalanced({ db }: Home['home']) {
  const sums = sql<number>`sum(case when ${ledger.outcome} = 'in' then ${ledger.count} else -${ledger.count} end)`;
  const { siteId, day, unit } = ledger;
  const rows = await db
    .select({ siteId, day, unit, surplus: sums })
    .from(ledger)
    .groupBy(siteId, day, unit);
  return rows.filter(({ surplus }) => surplus !== 0);
}

describe('whatever is sent', () => {
  let home: Home;
  let apiKey: string;
  beforeAll(async () => {
    home = await testHome();
    apiKey = await addKey(home.home, home.local, 'admin');
    await changeSetting(home.home, home.local, 'contact', true);
  });
  afterAll(() => home.close());

  /** An app that is never too busy for one sender, projects when told, and counts what it takes. */
  function countedApp() {
    const counted = { taken: 0, refused: 0, logged: [] as unknown[] };
    const { deps } = home.home;
    const app = createApp({
      ...deps,
      limit: async () => undefined,
      project: async () => {},
      take: async (message) => {
        await deps.take(message);
        counted.taken += 1;
      },
      refuse: (refusal) => {
        deps.refuse(refusal);
        counted.refused += 1;
      },
      log: (level, ...told) => {
        if (level === 'error') counted.logged.push(told);
      },
    } satisfies Deps);
    return { app, counted };
  }

  async function signedIn(): Promise<string> {
    const token = (await home.signInLink()).split('token=')[1] ?? '';
    const answer = await home.request('/sign-in', {
      method: 'POST',
      headers: {
        origin: 'http://localhost',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ token }).toString(),
    });
    return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  }

  /** Projects what was taken, all of it, and lets go of it: the file shall not grow for ever. */
  async function settle() {
    const { db, deps } = home.home;
    // What was refused is counted once a second, or now.
    await home.home.flush();
    await deps.project();
    const aside = await db
      .select({ failure: inbox.failure, body: inbox.body })
      .from(inbox)
      .where(isNotNull(inbox.failure));
    expect(aside).toEqual([]);
    expect(await countWaiting(db)).toBe(0);
    expect(await unbalanced(home.home)).toEqual([]);
    const reached = db.select({ seq: cursors.seq }).from(cursors);
    await db.delete(inbox).where(lte(inbox.seq, sql`(${reached})`));
  }

  it(
    `${CASES} bodies, headers and paths are answered, and all that is taken is projected and counted`,
    async () => {
      const { app, counted } = countedApp();
      const background = new Background(hear);
      const known: Known = {
        siteKey: home.siteKey,
        apiKey,
        cookie: await signedIn(),
        routes: app.routes,
      };
      const one = fc.oneof(
        { weight: 20, arbitrary: messageCase(known) },
        { weight: 1, arbitrary: returningCase(known) },
        { weight: 12, arbitrary: routeCase(known) },
      );
      const answered = new Map<string, number>();
      const property = fc.asyncProperty(one, async (sent) => {
        const { path, ...init } = sent;
        const answer = await app.request(path, init, {}, background);
        const reason = answer.headers.get('waybill-reason') ?? '';
        const isVisit = answer.status === 202 && (await answer.clone().text()).includes('"visit"');
        const outcome = `${answer.status} ${isVisit ? 'with a visit' : reason}`.trim();
        answered.set(outcome, (answered.get(outcome) ?? 0) + 1);
        expect(await faultOf(sent, answer)).toBe('');
      });
      for (let done = 0; done < CASES; done += LANES * RUNS_PER_LANE) {
        const lanes = Array.from({ length: LANES }, () =>
          fc.assert(property, { numRuns: RUNS_PER_LANE }),
        );
        await Promise.all(lanes);
        await background.settle();
        await settle();
      }
      const total = [...answered.values()].reduce((sum, some) => sum + some, 0);
      console.info(
        [
          `${total} cases:`,
          ...[...answered]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([outcome, n]) => `  ${n} × ${outcome}`),
        ].join('\n'),
      );
      expect(total).toBe(CASES);
      expect(answered.get('202 with a visit')).toBeGreaterThan(0);
      expect(counted.logged).toEqual([]);
      // What was refused is written within a second.
      await home.home.flush();
      await settle();
      const requests = await home.home.db
        .select({ count: sql<number>`sum(${ledger.count})` })
        .from(ledger)
        .where(and(eq(ledger.unit, 'request'), eq(ledger.outcome, 'in')));
      expect(requests).toEqual([{ count: counted.taken + counted.refused }]);
    },
    isLong ? 1_800_000 : 240_000,
  );
});

/** The bytes of requests that no client writes, or none that is well. */
function rawRequest(siteKey: string): fc.Arbitrary<Buffer> {
  const path = `/v1/collect/${siteKey}`;
  const head = (lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`;
  const post = (more: string[], body: string) =>
    head([
      `POST ${path} HTTP/1.1`,
      'Host: x',
      `Origin: ${SHOP}`,
      'Content-Type: text/plain',
      ...more,
    ]) + body;
  const text = fc.oneof(
    batchAround(NOW).map((batch) => JSON.stringify(batch)),
    brokenMessageAround(NOW),
  );
  const first = fc.constantFrom(
    ...['GET / HTTP/0.9', 'GET / HTTP/1.2', 'GET / HTTP/2.0', 'GET /', 'GET  /  HTTP/1.1', ''],
    ...['TRACE / HTTP/1.1', 'CONNECT x:443 HTTP/1.1', 'OPTIONS * HTTP/1.1', 'PRI * HTTP/2.0'],
    ...['GET http://evil.example/leads HTTP/1.1', 'GET //evil.example/ HTTP/1.1', 'GET ? HTTP/1.1'],
    ...['GET /%00 HTTP/1.1', 'GET /\u00ff HTTP/1.1', 'GET /a b HTTP/1.1', 'GET leads HTTP/1.1'],
    ...['GET /../../leads HTTP/1.1', 'GET /s/..%2f.js HTTP/1.1', 'GET http:// HTTP/1.1'],
    ...[`GET /${'x'.repeat(20_000)} HTTP/1.1`, 'G\u0000T / HTTP/1.1', 'SUBSCRIBE / HTTP/1.1'],
    ...['\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001', 'GET https://[::/ HTTP/1.1'],
  );
  const line = fc.oneof(
    fc.constantFrom(
      ...[
        'Host: x',
        'Host: ',
        'Host: a b',
        'Host: [::',
        'Host: x:99999',
        'Host: x/y?z#',
        'Host: @',
      ],
      ...['Content-Length: -1', 'Content-Length: 5', 'Content-Length: 5, 6', 'Content-Length: x'],
      ...['Transfer-Encoding: chunked', 'Transfer-Encoding: xchunked', 'Expect: 100-continue'],
      ...[
        'Expect: x',
        'Connection: upgrade',
        'Upgrade: websocket',
        'Upgrade: h2c',
        'Connection: ,',
      ],
      ...[
        ' folded: yes',
        ': no name',
        'no colon',
        'Bad Name: x',
        'X: \u0001',
        `X: ${'y'.repeat(20_000)}`,
      ],
      ...['Cookie: \u00ff=%', 'Range: bytes=-', 'If-None-Match: "', 'X-Forwarded-Host: [::'],
    ),
    fc.constantFrom(...HOSTILE_TEXTS),
  );
  const strange = fc
    .tuple(first, fc.array(line, { maxLength: 5 }), fc.string({ maxLength: 20 }))
    .map(([start, lines, body]) => head([start, ...lines]) + body);
  const message = fc
    .tuple(text, fc.array(line, { maxLength: 1 }), fc.constantFrom(-7, 0, 0, 0, 1, 50_000))
    .map(([body, more, lie]) =>
      post([...more, `Content-Length: ${Math.max(0, Buffer.byteLength(body) + lie)}`], body),
    );
  const chunked = fc
    .tuple(text, fc.constantFrom('', 'zz', '-5', 'ffffffffffffffff', '3;x="', '5\n', '0'))
    .map(([body, lie]) => {
      const size = lie || Buffer.byteLength(body).toString(16);
      return post(['Transfer-Encoding: chunked'], `${size}\r\n${body}\r\n0\r\n\r\n`);
    });
  const whole = fc.oneof(strange, message, chunked).map((all) => Buffer.from(all, 'utf8'));
  /** As it is, cut off, or with some bytes that are others. */
  return fc.oneof(
    { weight: 3, arbitrary: whole },
    {
      weight: 1,
      arbitrary: fc.tuple(whole, fc.nat()).map(([all, at]) => all.subarray(0, at % all.length)),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(whole, fc.array(fc.tuple(fc.nat(5_000), fc.nat(255)), { maxLength: 6 }))
        .map(([all, changes]) => {
          for (const [at, byte] of changes) all[at % all.length] = byte;
          return all;
        }),
    },
  );
}

describe('a server that listens', () => {
  const folder = temporaryFolder();
  let running: Running;
  let siteKey: string;
  let origin: string;
  const errors: unknown[] = [];
  beforeAll(async () => {
    const home = await openHome(readNodeSettings({ WAYBILL_DATA: folder.path }), {
      isServing: true,
    });
    siteKey = (await setUp(home, [SHOP])).site.key;
    home.deps.limit = async () => undefined;
    home.deps.log = (level, ...told) => {
      if (level === 'error') errors.push(told);
    };
    running = await serveCollector(home, 0, '127.0.0.1');
    origin = `http://127.0.0.1:${running.port}`;
  });
  afterAll(async () => {
    await running.stop();
    folder.remove();
    expect(errors).toEqual([]);
  });

  /** Sends bytes; resolves with what came back once nothing has for a moment. */
  function say(bytes: Buffer): Promise<string> {
    return new Promise((done) => {
      const socket = connect(running.port, '127.0.0.1');
      let heard = '';
      socket.setTimeout(250, () => socket.destroy());
      socket.on('data', (data) => {
        heard += data.toString('latin1');
      });
      // It may hang up while it is still being told something.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => done(heard));
      socket.write(bytes);
    });
  }

  it(
    `answers and takes after ${isLong ? 5_000 : 500} requests that are hardly HTTP`,
    async () => {
      const answered = new Map<string, number>();
      const property = fc.asyncProperty(rawRequest(siteKey), async (bytes) => {
        const heard = await say(bytes);
        const status = /^HTTP\/1\.1 (\d+)/.exec(heard)?.[1] ?? 'hung up';
        answered.set(status, (answered.get(status) ?? 0) + 1);
        expect(status).not.toMatch(/^5/);
      });
      const numRuns = isLong ? 500 : 50;
      await Promise.all(Array.from({ length: LANES }, () => fc.assert(property, { numRuns })));
      console.info('hardly HTTP:', Object.fromEntries(answered));
      expect((await fetch(`${origin}/health`)).status).toBe(200);
      const answer = await fetch(`${origin}/v1/collect/${siteKey}`, {
        method: 'POST',
        headers: { origin: SHOP, 'content-type': 'text/plain' },
        body: JSON.stringify(message([pageView()])),
      });
      expect(answer.status).toBe(202);
      expect(errors).toEqual([]);
    },
    isLong ? 600_000 : 60_000,
  );
});
