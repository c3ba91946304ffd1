import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES } from '../../shared/limits.ts';
import { referenceOf } from '../../shared/reference.ts';
import type { Batch, LeadEvent } from '../../shared/wire.ts';
import { SHOP, USER_AGENT } from '../support/home.ts';
import { lead, message, newId, pageView, touch } from '../support/message.ts';

/** Where people open the dashboard of every one of them. */
export const PUBLIC_URL = 'https://collect.waybill.example';

/** A collector that runs in one of its homes. */
export interface Runtime {
  url: string;
  siteKey: string;
  /** That may write. */
  apiKey: string;
  stop: () => Promise<void>;
}

const JSON_OF = (events: unknown[], changes?: object) => JSON.stringify(message(events, changes));

/** What is sent wrongly: the changes to a good request, and what the answer must say. */
interface Refusal {
  name: string;
  status: number;
  reason: string;
  path?: string;
  body?: BodyInit;
  headers?: Record<string, string>;
}

const REFUSALS: Refusal[] = [
  { name: 'malformed JSON', status: 400, reason: 'malformed_json', body: '{"v":1,' },
  { name: 'an empty body', status: 400, reason: 'malformed_json', body: '' },
  { name: 'JSON that is no message', status: 400, reason: 'unknown_version', body: '[null]' },
  {
    name: 'an unknown version',
    status: 400,
    reason: 'unknown_version',
    body: JSON_OF([pageView()], { v: 2 }),
  },
  {
    name: 'a version of 20,000 brackets',
    status: 400,
    reason: 'unknown_version',
    body: `{"v":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
  },
  {
    name: 'a message without a session',
    status: 400,
    reason: 'invalid_message',
    body: JSON_OF([pageView()], { session: undefined }),
  },
  { name: 'no events', status: 400, reason: 'invalid_message', body: JSON_OF([]) },
  { name: 'only bad events', status: 400, reason: 'invalid_events', body: JSON_OF([{ id: 1 }]) },
  {
    name: '101 events',
    status: 400,
    reason: 'too_many_events',
    body: JSON_OF(Array.from({ length: 101 }, () => pageView())),
  },
  {
    name: '10,000 small events',
    status: 400,
    reason: 'too_many_events',
    body: JSON_OF(Array.from({ length: 10_000 }, () => ({}))),
  },
  {
    name: '10,000 events',
    status: 413,
    reason: 'too_large',
    body: JSON_OF(Array.from({ length: 10_000 }, () => pageView())),
  },
  {
    name: 'an oversized body',
    status: 413,
    reason: 'too_large',
    body: ' '.repeat(MAX_BODY_BYTES + 1),
  },
  {
    name: 'a 100 kB URL',
    status: 413,
    reason: 'too_large',
    body: JSON_OF([pageView({ url: `${SHOP}/${'a'.repeat(100_000)}` })]),
  },
  {
    name: 'bytes that are not UTF-8',
    status: 400,
    reason: 'not_utf8',
    body: new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]),
  },
  {
    name: 'a wrong content type',
    status: 415,
    reason: 'content_type',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  },
  {
    name: 'an unknown site key',
    status: 404,
    reason: 'unknown_site',
    path: '/v1/collect/nosuchsite',
  },
  {
    name: 'a wrong origin',
    status: 403,
    reason: 'origin_not_allowed',
    headers: { origin: 'https://www.thief.example' },
  },
  { name: 'no origin', status: 403, reason: 'origin_missing', headers: { origin: '' } },
];

/** Every home passes the same: one whole lead, and every refusal. */
export function runtimeSuite(name: string, start: () => Promise<Runtime>) {
  describe(name, () => {
    let runtime: Runtime;
    beforeAll(async () => {
      runtime = await start();
    });
    afterAll(() => runtime?.stop());

    const send = (init: Omit<Refusal, 'name' | 'status' | 'reason'> = {}) => {
      const headers = new Headers({
        'content-type': 'text/plain;charset=UTF-8',
        origin: SHOP,
        'user-agent': USER_AGENT,
        ...init.headers,
      });
      if (!headers.get('origin')) headers.delete('origin');
      return fetch(runtime.url + (init.path ?? `/v1/collect/${runtime.siteKey}`), {
        method: 'POST',
        headers,
        body: init.body ?? JSON_OF([pageView()]),
      });
    };
    const read = (path: string, key = runtime.apiKey) =>
      fetch(runtime.url + path, { headers: { authorization: `Bearer ${key}` } });

    /** A lead as the API gives it, once the projection has followed. */
    const leadOf = async (id: string) => {
      for (let tries = 0; tries < 100; tries++) {
        const answer = await read(`/v1/leads/${id}`);
        if (answer.ok) return answer.json();
        await new Promise((done) => setTimeout(done, 50));
      }
      throw new Error(`The lead ${id} did not arrive.`);
    };

    const takes = async (event: LeadEvent, extra: unknown[] = []) => {
      const answer = await send({ body: JSON_OF([...extra, event]) });
      expect(answer.status).toBe(202);
      return { answer: await answer.json(), lead: await leadOf(event.id) };
    };

    it('takes a whole lead and gives it back', async () => {
      const event = lead();
      const { lead: found } = await takes(event, [pageView(), pageView()]);
      expect(found).toMatchObject({
        id: event.id,
        site: runtime.siteKey,
        status: 'submitted',
        source: { source: 'google', medium: 'cpc', channel: 'Paid Search' },
        page: event.page,
        form: event.form,
        intent: event.intent,
        fields: event.fields,
        session: { number: 1 },
      });
      expect(found.path.map((page: { url: string }) => page.url)).toEqual(
        event.path.map((page) => page.url),
      );
      expect(found.touches.first).toMatchObject({
        landing_page: event.touches.first.landing_page,
        click_ids: { gclid: 'abc' },
        at: new Date(event.touches.first.at).toISOString(),
      });
      const list = await (await read('/v1/leads')).json();
      expect(list.leads.map(({ id }: { id: string }) => id)).toContain(event.id);
    });

    it('takes a lead that arrives twice once, and its further status', async () => {
      const event = lead();
      const envelope = message([event]);
      await send({ body: JSON.stringify(envelope) });
      await send({ body: JSON.stringify(envelope) });
      await leadOf(event.id);
      await send({
        body: JSON.stringify({ ...envelope, events: [{ ...event, status: 'accepted' }] }),
      });
      await send({ body: JSON.stringify(envelope) });
      await expect
        .poll(async () => (await leadOf(event.id)).status, { timeout: 10_000 })
        .toBe('accepted');
      const { leads } = await (await read('/v1/leads?limit=200')).json();
      expect(leads.filter(({ id }: { id: string }) => id === event.id)).toHaveLength(1);
    });

    it('takes the success of a lead before it, and what a person wrote with it', async () => {
      const contact = { email: 'ann@b.example', name: 'Ann "A" Example' };
      const event = lead({ contact, by: 'native' });
      const accepted = {
        type: 'accepted',
        id: event.id,
        at: event.at + 1_000,
        by: 'contact-form-7',
        page: event.page,
      };
      const { lead: found } = await takes(event, [accepted]);
      expect(found).toMatchObject({
        status: 'accepted',
        by: 'contact-form-7',
        submissions: [
          { status: 'submitted', by: 'native' },
          { status: 'accepted', by: 'contact-form-7' },
        ],
        contact: { ...contact, phone: null },
      });
    });

    it('takes a call by the code of a page, and what becomes of it, in a table, too', async () => {
      const visit = message([pageView({ touch: touch() })]) as Batch;
      expect((await send({ body: JSON.stringify(visit) })).status).toBe(202);
      const headers = {
        authorization: `Bearer ${runtime.apiKey}`,
        'content-type': 'application/json',
        'idempotency-key': newId(),
      };
      const ask = (path: string, body: string, more = {}) =>
        send({ path, body, headers: { ...headers, origin: '', ...more } });
      const reference = referenceOf(visit.session.id);
      const call = JSON.stringify({ form: 'Call', reference });
      await expect
        .poll(async () => (await read(`/v1/references/${reference}`)).status, { timeout: 10_000 })
        .toBe(200);
      const [first, again] = [await ask('/v1/leads', call), await ask('/v1/leads', call)];
      const { id } = await first.json();
      expect([first.status, (await again.json()).id]).toEqual([202, id]);
      expect(await leadOf(id)).toMatchObject({ source: { source: 'google' }, path: [{}] });
      const told = await ask(`/v1/leads/${id}/events`, '{"kind":"accepted"}', {
        'idempotency-key': newId(),
      });
      expect(told.status).toBe(201);
      const table = await ask('/v1/events/csv', `lead;kind\r\n${id};won\r\n`, {
        'content-type': 'text/csv',
      });
      expect(await table.json()).toMatchObject({
        recorded: 1,
        report: [{ line: 2, stage: 'won' }],
      });
      const { events, person } = await (await read(`/v1/leads/${id}/events`)).json();
      const kinds = events.map(({ kind }: { kind: string }) => kind);
      // It is routed meanwhile, or will be.
      expect(kinds.filter((kind: string) => kind !== 'routed').sort()).toEqual([
        ...['accepted', 'received', 'won'],
      ]);
      expect(person).toBeNull();
    });

    it('takes more hints of form tools than it keeps', async () => {
      const hints = (index: number) =>
        Array.from({ length: 20 }, (_, i) => `gform_wrapper_${index}_${i}`);
      const pages = Array.from({ length: 40 }, (_, index) => pageView({ hints: hints(index) }));
      await takes(lead(), pages);
    });

    it('takes the good events of a message and names the bad ones', async () => {
      const long = pageView({ url: `${SHOP}/${'a'.repeat(3_000)}` });
      const { answer } = await takes(lead(), [long, { type: 'nonsense' }]);
      expect(answer).toMatchObject({
        taken: 1,
        refused: [
          { index: 0, reason: 'invalid_event', message: expect.stringContaining('url') },
          { index: 1, reason: 'invalid_event', message: expect.stringContaining('type') },
        ],
      });
    });

    it('takes what 60 browsers send at once', async () => {
      const events = Array.from({ length: 60 }, () => lead());
      const answers = await Promise.all(events.map((event) => send({ body: JSON_OF([event]) })));
      expect(answers.map(({ status }) => status)).toEqual(events.map(() => 202));
      for (const event of events) await leadOf(event.id);
    });

    // Words that every object answers to, and text that ends a text elsewhere.
    it.each(['constructor', '__proto__', 'toString', 'a\u0000b', '\ud800', '\\u0000'])(
      'takes the tag %j, and what follows it',
      async (word) => {
        const tags = { utm_source: word, utm_medium: word };
        const seen = lead().touches.first;
        const first = { ...seen, landing_page: `${SHOP}/`, tags, click_ids: {} };
        const touches = { first, last: first, last_non_direct: first, session: first };
        const { lead: found } = await takes(lead({ touches, fields: { utm_source: word } }));
        expect(found.source).toMatchObject({
          // Half a character is none; between underscores stands what a platform was to fill in.
          channel: /^(\ud800|__.*)$/.test(word) ? 'Organic Search' : 'Unassigned',
        });
        await takes(lead());
      },
    );

    it.each(REFUSALS)('refuses $name, says why, and loses nothing', async (refusal) => {
      const answer = await send(refusal);
      expect(answer.status).toBe(refusal.status);
      expect(answer.headers.get('waybill-reason')).toBe(refusal.reason);
      const { error } = await answer.json();
      expect(error.reason).toBe(refusal.reason);
      expect(error.message).toMatch(/\w/);
      await takes(lead());
    });

    it.each([
      ['no key', 401, 'no_key', '/v1/leads', ''],
      ['an unknown key', 401, 'unknown_key', '/v1/leads', 'x'.repeat(32)],
      ['an unknown lead', 404, 'not_found', `/v1/leads/${newId()}`, undefined],
      ['a bad limit', 400, 'bad_query', '/v1/leads?limit=0', undefined],
      ['a bad cursor', 400, 'bad_query', '/v1/leads?after=yesterday', undefined],
      ['an unknown address', 404, 'not_found', '/v2/leads', undefined],
      ["an unknown site's script", 404, 'unknown_site', '/s/nosuchsite.js', undefined],
    ] as const)('refuses %s', async (_name, status, reason, path, key) => {
      const answer = await read(path, key ?? runtime.apiKey);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('waybill-reason')).toBe(reason);
      expect((await answer.json()).error.reason).toBe(reason);
    });

    it.each(['/health', '/ready'])('says that it is well at %s', async (path) => {
      const answer = await fetch(runtime.url + path);
      expect([answer.status, await answer.json()]).toEqual([200, { ok: true }]);
    });

    it('gives each request an id, or takes up the one of a proxy', async () => {
      const idOf = async (given?: string) => {
        const headers = given === undefined ? {} : { 'x-request-id': given };
        return (await fetch(`${runtime.url}/health`, { headers })).headers.get('x-request-id');
      };
      expect(await idOf('of-the.proxy_1')).toBe('of-the.proxy_1');
      const made = await Promise.all([idOf(), idOf(''), idOf('a b'), idOf('x'.repeat(65))]);
      for (const id of made) expect(id).toMatch(/^\w{25}$/);
      expect(new Set(made).size).toBe(made.length);
    });

    it('refuses a URL that is too long', async () => {
      const answer = await read(`/v1/leads?after=${'a'.repeat(9_000)}`);
      expect([answer.status, answer.headers.get('waybill-reason')]).toEqual([414, 'url_too_long']);
    });

    it('serves the script with its settings, and 304 to who has it', async () => {
      const url = `${runtime.url}/s/${runtime.siteKey}.js`;
      const answer = await fetch(url);
      const script = await answer.text();
      expect(script).toContain(`/v1/collect/${runtime.siteKey}`);
      expect(answer.headers.get('content-type')).toMatch('text/javascript');
      expect(answer.headers.get('cache-control')).toMatch('stale-if-error');
      const etag = answer.headers.get('etag') ?? '';
      const again = await fetch(url, { headers: { 'if-none-match': etag } });
      expect(again.status).toBe(304);
    });

    it('serves the overlay, and 304 to who has it', async () => {
      const answer = await fetch(`${runtime.url}/s/debug.js`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toMatch('text/javascript');
      const headers = { 'if-none-match': answer.headers.get('etag') ?? '' };
      expect((await fetch(`${runtime.url}/s/debug.js`, { headers })).status).toBe(304);
    });

    describe("on a site's own origin", () => {
      const collect = '/waybill/v1/collect/';
      // As a reverse proxy, or the platform, hands on what a page of the shop sent.
      const OWN = { 'x-forwarded-host': new URL(SHOP).host, 'sec-fetch-site': 'same-origin' };

      it('serves a script that stays there', async () => {
        const answer = await fetch(`${runtime.url}/waybill/s/${runtime.siteKey}.js`);
        const script = await answer.text();
        expect(answer.status).toBe(200);
        expect(script).toContain(`"collect":"${collect}${runtime.siteKey}"`);
        expect(script).toContain(`"leads":"${PUBLIC_URL}/leads/"`);
        expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      });

      it('keeps the visitor in a cookie, and gives back what his browser lost', async () => {
        const visitor = newId();
        const event = lead();
        const path = collect + runtime.siteKey;
        const first = await send({ path, headers: OWN, body: JSON_OF([event], { visitor }) });
        expect(first.status).toBe(202);
        expect(first.headers.get('set-cookie')).toBe(
          `waybill_visitor=${visitor}; Max-Age=34560000; Domain=shop.example; Path=/; Secure; SameSite=Lax`,
        );
        await leadOf(event.id);
        const again = await send({
          path,
          headers: { ...OWN, cookie: `theirs=secret; waybill_visitor=${visitor}` },
          body: JSON_OF([pageView()], { visitor, revive: true }),
        });
        expect((await again.json()).visit).toMatchObject({
          touches: { first: event.touches.first, last_non_direct: event.touches.first },
          sessions: 1,
        });
      });

      it.each(['', '/', '/leads', '/sign-in', '/v1/leads', '/health', '/waybill.css'])(
        'has nothing at /waybill%s',
        async (path) => {
          const answer = await read(`/waybill${path}`);
          expect([answer.status, answer.headers.get('waybill-reason')]).toEqual([404, 'not_found']);
        },
      );

      it('refuses a foreign origin, and gives it nothing', async () => {
        const origin = 'https://www.thief.example';
        const path = collect + runtime.siteKey;
        const answer = await send({ path, headers: { ...OWN, origin } });
        expect(answer.status).toBe(403);
        expect(answer.headers.get('set-cookie')).toBeNull();
        expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      });
    });

    it('shows the dashboard to no one who is not signed in', async () => {
      const answer = await fetch(`${runtime.url}/leads`, { redirect: 'manual' });
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toBe('/sign-in');
    });
  });
}
