import { readFileSync } from 'node:fs';
import { inspectRoutes } from 'hono/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../collector/app.ts';
import { deliveryStatements } from '../../collector/db/deliveries.ts';
import { insertOwner } from '../../collector/db/owners.ts';
import { insertRuleSet } from '../../collector/db/rule-sets.ts';
import * as schema from '../../collector/db/schema.ts';
import { insertSite } from '../../collector/db/sites.ts';
import { ACCESS, type Access, MEMBER_ACCESS } from '../../collector/domain/access.ts';
import type { Scope } from '../../collector/domain/scope.ts';
import { makeDestination } from '../../collector/jobs/destinations.ts';
import { makeKey, makeSignInLink, rotateKey } from '../../collector/jobs/grant.ts';
import { addAccount, addMember, addSite } from '../../collector/node/setup.ts';
import { signLink } from '../../collector/secrets/link.ts';
import { referenceOf } from '../../shared/reference.ts';
import type { Batch } from '../../shared/wire.ts';
import { SHOP, testHome } from '../support/home.ts';
import { lead, message, newId, pageView } from '../support/message.ts';

const DASHBOARD = 'http://localhost';

/** What a route may be asked for; each thing is there, or each is not. */
interface Things {
  siteKey: string;
  leadId: string;
  keyId: string;
  memberId: string;
  destinationId: string;
  deliveryId: string;
  ownerId: string;
  /** Of a one-time link. */
  token: string;
  /** Of a link in a message. */
  link: string;
  /** What a page showed of its session. */
  code: string;
}

interface Ask {
  params?: Record<string, string>;
  json?: object;
  /** A table. */
  text?: string;
  /** As a page of the dashboard posts it. */
  form?: Record<string, string>;
}

/** Inside the network, where nothing is sent. */
const WEBHOOK = {
  ...{ kind: 'webhook', name: 'Our CRM', accepts_tests: false, secrets: {} },
  settings: { url: 'http://127.0.0.1:9/' },
};

/** How routes are asked that take more than their path. One that is missing here fails. */
const ASKS: Readonly<Record<string, (things: Things) => Ask>> = {
  'GET /s/:file': ({ siteKey }) => ({ params: { file: `${siteKey}.js` } }),
  'GET /waybill/s/:file': ({ siteKey }) => ({ params: { file: `${siteKey}.js` } }),
  'POST /v1/collect/:siteKey': ({ siteKey }) => ({
    params: { siteKey },
    json: message([pageView()]),
  }),
  'POST /waybill/v1/collect/:siteKey': ({ siteKey }) => ({
    params: { siteKey },
    json: message([pageView()]),
  }),
  'GET /v1/leads/:id': ({ leadId }) => ({ params: { id: leadId } }),
  'POST /v1/leads': ({ siteKey }) => ({ json: { site: siteKey, form: 'Call' } }),
  'GET /v1/leads/:id/events': ({ leadId }) => ({ params: { id: leadId } }),
  'POST /v1/leads/:id/events': ({ leadId }) => ({
    params: { id: leadId },
    json: { kind: 'accepted' },
  }),
  'POST /v1/events': () => ({ json: { events: [{ lead: newId(), kind: 'accepted' }] } }),
  'POST /v1/events/csv': () => ({ text: `lead,kind\n${newId()},accepted\n` }),
  'GET /v1/references/:code': ({ code }) => ({ params: { code } }),
  'PUT /v1/stages': () => ({ json: { stages: { won: 'Paid' } } }),
  'GET /h/:token': ({ link }) => ({ params: { token: link } }),
  'POST /h/:token': ({ link }) => ({ params: { token: link }, form: { act: 'accept' } }),
  'POST /leads/:id/events': ({ leadId }) => ({
    params: { id: leadId },
    form: { kind: 'qualified' },
  }),
  'GET /leads/:id': ({ leadId }) => ({ params: { id: leadId } }),
  'POST /v1/sites': () => ({ json: { name: 'One more' } }),
  'POST /v1/people/export': () => ({ json: { lead: newId() } }),
  'POST /v1/people/erase': () => ({ json: { lead: newId() } }),
  'POST /v1/keys': ({ siteKey }) => ({ json: { site: siteKey } }),
  'POST /v1/keys/:id/rotate': ({ keyId }) => ({ params: { id: keyId }, json: {} }),
  'DELETE /v1/keys/:id': ({ keyId }) => ({ params: { id: keyId } }),
  'POST /v1/members': ({ siteKey }) => ({ json: { name: 'Ann', site: siteKey } }),
  'POST /v1/members/:id/sign-in-link': ({ memberId }) => ({ params: { id: memberId }, json: {} }),
  'DELETE /v1/members/:id': ({ memberId }) => ({ params: { id: memberId } }),
  'POST /v1/destinations': ({ siteKey }) => ({ json: { ...WEBHOOK, site: siteKey } }),
  'PATCH /v1/destinations/:id': ({ destinationId }) => ({
    params: { id: destinationId },
    json: { name: 'Another' },
  }),
  'DELETE /v1/destinations/:id': ({ destinationId }) => ({ params: { id: destinationId } }),
  'POST /v1/destinations/:id/test': ({ destinationId }) => ({ params: { id: destinationId } }),
  'POST /v1/destinations/:id/preview': ({ destinationId, leadId }) => ({
    params: { id: destinationId },
    json: { lead: leadId },
  }),
  'POST /v1/destinations/:id/resume': ({ destinationId }) => ({ params: { id: destinationId } }),
  'POST /v1/destinations/:id/rotate': ({ destinationId }) => ({ params: { id: destinationId } }),
  'GET /v1/deliveries/:id': ({ deliveryId }) => ({ params: { id: deliveryId } }),
  'POST /v1/deliveries/replay': ({ deliveryId }) => ({ json: { id: deliveryId } }),
  'POST /v1/owners': ({ siteKey }) => ({ json: { name: 'Dee', site: siteKey } }),
  'PATCH /v1/owners/:id': ({ ownerId }) => ({ params: { id: ownerId }, json: { name: 'Ours' } }),
  'DELETE /v1/owners/:id': ({ ownerId }) => ({ params: { id: ownerId } }),
  'POST /v1/rules': ({ siteKey }) => ({ json: { site: siteKey, rules: [] } }),
  'POST /v1/rules/:version/activate': ({ siteKey }) => ({
    params: { version: '1' },
    json: { site: siteKey },
  }),
  'POST /v1/rules/replay': ({ siteKey }) => ({ json: { site: siteKey, rules: [] } }),
  'POST /sign-in': ({ token }) => ({ form: { token } }),
  'POST /sign-out': () => ({ form: {} }),
};

/** Who may use a route, as `docs/access.md` says it. */
interface Row {
  nobody: boolean;
  siteKey: boolean;
  keys: readonly Access[];
  /** Not who has a key of one of its sites. */
  ofAccount: boolean;
  members: readonly Access[];
}

function accessIn(cell: string, all: readonly Access[]): Access[] {
  const words = cell.split(/[\s,]+/);
  return all.filter((access) => words.includes('all') || words.includes(access));
}

function documented(): Map<string, Row> {
  const rows = readFileSync('docs/access.md', 'utf8').matchAll(
    /^\| `([A-Z]+ \/[^`]*)` \|(.*)\|$/gm,
  );
  return new Map(
    [...rows].flatMap(([, route = '', rest = '']) => {
      const cells = rest.split('|').map((cell) => cell.trim());
      if (cells.length !== 4) return [];
      const [nobody = '', siteKey = '', keys = '', members = ''] = cells;
      const row: Row = {
        nobody: nobody === 'yes',
        siteKey: siteKey === 'yes',
        keys: accessIn(keys, ACCESS),
        ofAccount: keys.endsWith(', of the whole account'),
        members: accessIn(members, MEMBER_ACCESS),
      };
      return [[route, row] as const];
    }),
  );
}

type Home = Awaited<ReturnType<typeof testHome>>;
let home: Home;
let things: Things;
let mine: Required<Scope>;
/** The scopes of others: of another site of the account, and of another account. */
let others: Record<'site' | 'account', Scope>;
/** What stands for things that are nowhere. */
const NOTHING: Things = {
  siteKey: 'nosuchsite00',
  leadId: newId(),
  keyId: 'ffffffffffff',
  memberId: newId(),
  destinationId: newId(),
  deliveryId: newId(),
  ownerId: newId(),
  token: 'x'.repeat(32),
  link: 'x.y',
  code: 'WWWWWW',
};

const TABLE = documented();
let routes: string[];

beforeAll(async () => {
  // With a token there is something to refuse.
  home = await testHome({ WAYBILL_METRICS_TOKEN: 'x'.repeat(16) });
  const { local, home: inner } = home;
  const { deps } = inner;
  deps.publicUrl = DASHBOARD;
  mine = { ...local.scope, siteId: local.site.id };
  const otherSite = { id: newId(), key: 'othersite000', name: 'Other', origins: [], createdAt: 0 };
  await insertSite(local.scope, inner.db, otherSite);
  const accountId = await addAccount(inner, 'Another');
  await addSite(inner, { scope: { accountId }, memberId: undefined }, 'Theirs', []);
  others = {
    site: { accountId: local.scope.accountId, siteId: otherSite.id },
    account: { accountId },
  };
  const event = lead();
  const told = message([event]);
  const sent = await home.request(`/v1/collect/${home.siteKey}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: SHOP },
    body: JSON.stringify(told),
  });
  expect(sent.status).toBe(202);
  const { session } = told as Batch;
  const expiresAt = Date.now() + 3_600_000;
  const { siteId } = mine;
  const link = await signLink(deps.secret, { siteId, leadId: event.id, assignment: 0, expiresAt });
  const code = referenceOf(session.id);
  things = { ...NOTHING, siteKey: home.siteKey, leadId: event.id, link, code };
  const { id: destinationId } = await makeDestination(mine, deps, WEBHOOK);
  const deliveryId = newId();
  const [waiting] = deliveryStatements(inner.db, {
    ...{ siteId: mine.siteId, leadId: event.id, destinationIds: [destinationId] },
    ...{ what: 'lead.routed', newId: () => deliveryId, now: 0 },
  });
  await waiting;
  things = { ...things, destinationId, deliveryId };
  await insertRuleSet(mine, inner.db, { rules: [], createdAt: 0, by: 'Our Bea' });
  things = await thingsFor('POST /v1/keys/:id/rotate');
  const entries = inspectRoutes(createApp(deps))
    .filter(({ isMiddleware }) => !isMiddleware)
    .map(({ method, path }) => `${method} ${path.replace(/\{.*?\}(?=\/|$)/g, '')}`);
  routes = [...new Set(entries)];
});
afterAll(() => home?.close());

/** Things of ours. Where the request may end them, they are made for it alone. */
async function thingsFor(route: string): Promise<Things> {
  if (route.startsWith('GET ') || !ASKS[route]?.length) return things;
  const { deps } = home.home;
  const { id: keyId } = await makeKey(mine, deps, { access: 'read', name: 'Ours' });
  const memberId = await addMember(home.home, mine, { name: 'Our Bea', access: 'read' });
  const ownerId = newId();
  await insertOwner(mine, deps.db, {
    ...{ id: ownerId, kind: 'person', name: 'Our Dee', calendar: {}, createdAt: 0 },
  });
  const link = await makeSignInLink(mine, deps, memberId, '');
  const { id: destinationId } = await makeDestination(mine, deps, WEBHOOK);
  const token = link?.url.split('token=')[1] ?? '';
  return { ...things, destinationId, keyId, memberId, ownerId, token };
}

type Headers = Record<string, string>;

async function ask(route: string, headers: Headers, of: Things): Promise<Response> {
  const [method = '', path = ''] = route.split(' ');
  const { params = {}, json, text, form } = ASKS[route]?.(of) ?? {};
  const said = json ? JSON.stringify(json) : form && new URLSearchParams(form).toString();
  const body = text ?? said;
  return home.request(
    path.replace(/:(\w+)/g, (_all, name) => params[name] ?? ''),
    {
      method,
      headers: {
        ...(json && { 'content-type': 'application/json' }),
        ...(text && { 'content-type': 'text/csv' }),
        ...(form && { 'content-type': 'application/x-www-form-urlencoded', origin: DASHBOARD }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    },
  );
}

function isAllowed(answer: Response): boolean {
  const toSignIn = answer.status === 303 && answer.headers.get('location') === '/sign-in';
  return answer.status < 400 && !(toSignIn && !answer.headers.has('set-cookie'));
}

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

const made = new Map<string, Promise<Headers>>();

/** What somebody is let in by; it is made once. */
function once(name: string, make: () => Promise<Headers>): Promise<Headers> {
  const headers = made.get(name) ?? make();
  made.set(name, headers);
  return headers;
}

function keyOf(scope: Scope, access: Access): Promise<Headers> {
  return once(JSON.stringify(['key', scope, access]), async () => {
    const { secret } = await makeKey(scope, home.home.deps, { access, name: '' });
    return bearer(secret);
  });
}

async function post(path: string, headers: Headers, form: Headers): Promise<Response> {
  return home.request(path, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: DASHBOARD,
      ...headers,
    },
    body: new URLSearchParams(form).toString(),
  });
}

async function signedIn(scope: Scope, access: Access) {
  const memberId = await addMember(home.home, scope, { name: 'Cy', access });
  const link = await makeSignInLink(scope, home.home.deps, memberId, '');
  const answer = await post('/sign-in', {}, { token: link?.url.split('token=')[1] ?? '' });
  expect(answer.status).toBe(303);
  return { memberId, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '' };
}

async function memberOf(scope: Scope, access: Access, route: string): Promise<Headers> {
  const make = async () => ({ cookie: (await signedIn(scope, access)).cookie });
  // These end the sign-in that comes with them.
  if (route.includes(' /sign-')) return make();
  return once(JSON.stringify(['member', scope, access]), make);
}

/** Those who were let in once, or never: to every route they are nobody. */
const NOBODIES: Readonly<Record<string, () => Promise<Headers>>> = {
  'nobody at all': async () => ({}),
  'a key that nobody made': async () => bearer('k'.repeat(32)),
  'the site key as a secret one': async () => bearer(home.siteKey),
  'the hash of a key': async () => {
    const [key] = await home.home.db.select().from(schema.keys);
    return bearer(key?.hash ?? '');
  },
  'a revoked key': async () => {
    const { id, secret } = await makeKey(mine, home.home.deps, { access: 'admin', name: '' });
    const answer = await home.request(`/v1/keys/${id}`, {
      method: 'DELETE',
      headers: await keyOf(home.local.scope, 'admin'),
    });
    expect(answer.status).toBe(200);
    return bearer(secret);
  },
  'an expired key': async () => {
    const grant = { access: 'admin', name: '', validMs: 0 } as const;
    return bearer((await makeKey(mine, home.home.deps, grant)).secret);
  },
  'a key that was replaced': async () => {
    const { id, secret } = await makeKey(mine, home.home.deps, { access: 'admin', name: '' });
    expect(await rotateKey(mine, home.home.deps, id, 0)).toBeDefined();
    return bearer(secret);
  },
  'a removed member': async () => {
    const { memberId, cookie } = await signedIn(home.local.scope, 'admin');
    const answer = await home.request(`/v1/members/${memberId}`, {
      method: 'DELETE',
      headers: await keyOf(home.local.scope, 'admin'),
    });
    expect(answer.status).toBe(200);
    return { cookie };
  },
  'a signed-out member': async () => {
    const { cookie } = await signedIn(home.local.scope, 'admin');
    expect((await post('/sign-out', { cookie }, {})).status).toBe(303);
    return { cookie };
  },
  'a forged cookie': async () => {
    const { cookie } = await signedIn(home.local.scope, 'admin');
    return { cookie: cookie.replace(/\..*$/, `.${'A'.repeat(43)}%3D`) };
  },
};

describe('the table of routes', () => {
  it('has every route, and no other', () => {
    expect([...TABLE.keys()].sort()).toEqual([...routes].sort());
  });

  it('can be tried: what takes more than its path is known here', () => {
    const takesMore = routes.filter((route) => route.includes(':') || !route.startsWith('GET '));
    expect(Object.keys(ASKS).sort()).toEqual(takesMore.sort());
  });
});

describe('who may use a route', () => {
  /** Asks for our things, and tells whether one was let in. */
  async function tried(route: string, headers: Headers): Promise<boolean> {
    const answer = await ask(route, headers, await thingsFor(route));
    const allowed = isAllowed(answer);
    if (!allowed) expect([303, 401, 403]).toContain(answer.status);
    if (answer.status >= 400) expect(answer.headers.get('waybill-reason')).toBeTruthy();
    return allowed;
  }

  async function those<T>(all: readonly T[], may: (one: T) => Promise<boolean>): Promise<T[]> {
    const allowed: T[] = [];
    for (const one of all) if (await may(one)) allowed.push(one);
    return allowed;
  }

  it.each([...TABLE])('%s', async (route, row) => {
    const account = home.local.scope;
    const nobodies = await those(Object.keys(NOBODIES), async (name) =>
      tried(route, await once(name, async () => (await NOBODIES[name]?.()) ?? {})),
    );
    expect(nobodies).toEqual(row.nobody ? Object.keys(NOBODIES) : []);
    expect(await tried(route, { origin: SHOP, ...bearer(home.siteKey) })).toBe(row.siteKey);
    const keys = await those(ACCESS, async (access) => tried(route, await keyOf(account, access)));
    expect(keys).toEqual(row.keys);
    const ofSite = await those(ACCESS, async (access) => tried(route, await keyOf(mine, access)));
    expect(ofSite).toEqual(row.ofAccount ? [] : row.keys);
    for (const scope of [account, mine]) {
      const members = await those(MEMBER_ACCESS, async (access) =>
        tried(route, await memberOf(scope, access, route)),
      );
      expect(members).toEqual(row.members);
    }
  });
});

describe.each(['site', 'account'] as const)('who is of another %s', (where) => {
  const callers = [
    ...ACCESS.map((access) => ({ column: 'keys', access }) as const),
    ...MEMBER_ACCESS.map((access) => ({ column: 'members', access }) as const),
  ];

  it.each([...TABLE])('%s', async (route, row) => {
    if (row.nobody) return;
    for (const { column, access } of callers) {
      const ours = await thingsFor(route);
      const scope = others[where];
      const headers = await (column === 'keys'
        ? keyOf(scope, access)
        : memberOf(scope, access, route));
      const answer = await ask(route, headers, ours);
      const said = await answer.text();
      const may = row[column].includes(access);
      const isNarrow = row.ofAccount && scope.siteId !== undefined;
      if (!may || isNarrow || row.siteKey) {
        expect(isAllowed(answer)).toBe(false);
        if (row.siteKey) expect(answer.status).toBe((await ask(route, {}, ours)).status);
      } else if (ASKS[route]?.length) {
        const missing = await ask(route, headers, NOTHING);
        expect([answer.status, said]).toEqual([404, await missing.text()]);
        expect(missing.status).toBe(404);
      } else {
        expect(isAllowed(answer)).toBe(true);
        for (const thing of [...Object.values(ours), mine.siteId, 'Ours', 'Our Bea', 'Our Dee']) {
          expect(said).not.toContain(thing);
        }
      }
      if (route.startsWith('GET ')) continue;
      // Whatever was answered, nothing of ours was touched.
      const list = async (name: string) =>
        (await home.request(`/v1/${name}`, { headers: await keyOf(mine, 'admin') })).json();
      expect((await list('keys')).keys).toContainEqual(
        expect.objectContaining({ id: ours.keyId, expires_at: null, revoked_at: null }),
      );
      expect((await list('members')).members).toContainEqual(
        expect.objectContaining({ id: ours.memberId }),
      );
      expect((await list('owners')).owners).toContainEqual(
        expect.objectContaining({ id: ours.ownerId, name: 'Our Dee' }),
      );
    }
  });
});

describe('what a browser is made to send by another site', () => {
  it('is taken by no route that goes by a cookie', async () => {
    const changing = routes.filter(
      (route) => !route.startsWith('GET ') && (TABLE.get(route)?.members.length ?? 0) > 0,
    );
    expect(changing).toContain('POST /sign-out');
    for (const route of changing) {
      const headers = await memberOf(home.local.scope, 'admin', route);
      const from = { origin: 'https://thief.example', 'sec-fetch-site': 'cross-site' };
      const answer = await ask(route, { ...headers, ...from }, await thingsFor(route));
      expect([answer.status, answer.headers.get('waybill-reason')]).toEqual([403, 'forged']);
      expect((await home.request('/leads', { headers })).status).toBe(200);
    }
  });
});
