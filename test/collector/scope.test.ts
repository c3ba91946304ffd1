import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, createClient, type InStatement } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as answeredRequestsDb from '../../collector/db/answered-requests.ts';
import { arrivalsOf } from '../../collector/db/arrivals.ts';
import * as classificationsDb from '../../collector/db/classifications.ts';
import type { Database } from '../../collector/db/database.ts';
import * as deliveriesDb from '../../collector/db/deliveries.ts';
import * as destinationsDb from '../../collector/db/destinations.ts';
import { intentsBeside } from '../../collector/db/intents.ts';
import * as keysDb from '../../collector/db/keys.ts';
import * as leadRecordsDb from '../../collector/db/lead-records.ts';
import { refreshStates } from '../../collector/db/lead-states.ts';
import { leadById, listLeads } from '../../collector/db/leads.ts';
import { countUncounted, ledgerOf } from '../../collector/db/ledger.ts';
import * as membersDb from '../../collector/db/members.ts';
import * as ownersDb from '../../collector/db/owners.ts';
import * as peopleDb from '../../collector/db/people.ts';
import * as personsDb from '../../collector/db/persons.ts';
import { sessionOfCode } from '../../collector/db/reference-codes.ts';
import * as removalDb from '../../collector/db/removal.ts';
import * as retentionDb from '../../collector/db/retention.ts';
import * as routedDb from '../../collector/db/routed-leads.ts';
import * as ruleSetsDb from '../../collector/db/rule-sets.ts';
import * as schema from '../../collector/db/schema.ts';
import { hintsOf } from '../../collector/db/site-hints.ts';
import * as sitesDb from '../../collector/db/sites.ts';
import * as stageDefinitionsDb from '../../collector/db/stage-definitions.ts';
import * as timelineDb from '../../collector/db/timeline.ts';
import * as tombstonesDb from '../../collector/db/tombstones.ts';
import { visitBefore } from '../../collector/db/visits.ts';
import { ofScope, siteIdsOf } from '../../collector/db/within.ts';
import { classificationOf } from '../../collector/domain/classification.ts';
import type { Scope } from '../../collector/domain/scope.ts';
import { VERSIONS } from '../../collector/domain/source.ts';
import type { Batch } from '../../shared/wire.ts';
import { lead, message, newId } from '../support/message.ts';

const FOLDER = 'collector/db';
const SCOPE = { accountId: 'the-account', siteId: 'the-site' };
const NOW = 1_790_000_000_000;
const LEAD = { siteId: SCOPE.siteId, id: 'the-lead', sessionId: 'the-session' };

/** Functions that take no scope, and why they cannot. */
const WITHOUT_SCOPE: Readonly<Record<string, string>> = {
  siteByKey: 'finds out whose a request is',
  callerOfKey: 'finds out whose a request is',
  callerOfSignIn: 'finds out whose a request is',
  spendLink: 'finds out whose a request is',
  scopeOfSiteId: 'finds out whose a link is that we signed',
  endSignIn: 'its hash is known to whom it belongs alone',
  createFirstAccount: 'there is no account before it',
  createAccount: 'makes the account',
  listAccounts: 'for whoever works at the machine; no request comes to it',
  tablesOf: 'the tables themselves are of no account',
  takeValues: 'one commit holds messages of many sites; the door found out whose they are',
  valuesOf: 'asks the database nothing',
  takeMessages: 'one commit holds messages of many sites; the door found out whose they are',
  projectedUpTo: 'the projection follows all sites',
  rowsBehind: 'the projection follows all sites',
  countWaiting: 'the projection follows all sites',
  knownOf: 'the projection follows all sites',
  knownKeys: 'the projection follows all sites',
  personStatements: 'a part of the projection, which follows all sites',
  eventStatements: 'a part of a batch of whoever found the lead',
  deliveryStatements: 'a part of a batch of whoever found the lead',
  sitesWithTombstones: 'the projection follows all sites',
  sealedContacts: 'the projection follows all sites',
  storeProjection: 'the projection follows all sites',
  storeAgain: 'the projection follows all sites',
  projectedRows: 'the projection follows all sites',
  insertRows: 'a part of queries',
  selectRows: 'a part of queries',
  pieceOf: 'a part of queries',
  mergedBy: 'a part of queries',
  tombstonesAt: 'the projection follows all sites',
  plainContactsOf: 'what was there before contacts were sealed, of all sites, is sealed once',
  replacePlainContacts: 'what was there before contacts were sealed, of all sites, is sealed once',
  sitesWithSettings: 'the collector keeps every site to its own time',
  removeOldMessages: 'the collector keeps every site to its own time',
  sessionsBehind: 'the collector keeps every site to its own time',
  removeSpentSignIns: 'what is spent is spent for everybody',
  allTombstones: 'for whoever puts back a backup at the machine; no request comes to it',
  mergeTombstones: 'for whoever puts back a backup at the machine; no request comes to it',
  secretCheck: 'the secret is of the whole collector',
  putSecretCheck: 'the secret is of the whole collector',
  dropSecretCheck: 'the secret is of the whole collector',
  dueDestinations: 'the collector delivers for all accounts',
  leaseDeliveries: 'the collector delivers for all accounts',
  recordTries: 'the collector delivers for all accounts',
  hasFailedOften: 'the collector delivers for all accounts',
  batchesTogether: 'a part of queries',
  among: 'a part of queries',
  amongRows: 'a part of queries',
  chunksOf: 'a part of queries',
  untilNone: 'a part of queries',
  projectedTo: 'a part of queries',
  newestOf: 'a part of queries that bind the scope',
  heldBy: 'what binds the scope',
  dueRouteJobs: 'the collector routes the leads of all sites',
  dropRouteJobs: 'the collector routes the leads of all sites',
  postponeRouteJob: 'the collector routes the leads of all sites',
  assign: 'the collector routes the leads of all sites',
  assignmentStatements: 'a part of queries',
  lateLeads: 'the collector looks after the leads of all sites',
  takeLateStep: 'the collector looks after the leads of all sites',
  within: 'what binds the scope',
};

/** Functions that bind the account alone, also where their caller sees one site of it. */
const OF_ACCOUNT: Readonly<Record<string, string>> = {
  insertSite: 'a site is added to an account; the route refuses callers of one site',
  stageDefinitionsOf: 'all teams of an account mean the same',
  addStageDefinitions:
    'all teams of an account mean the same; the route refuses callers of one site',
  answerTo: 'its key begins with the site',
  keepAnswer: 'its key begins with the site',
  destinationsOf: 'those of the account are of each of its sites',
  insertFirstRules:
    'the rules that come last are the account’s, whichever of its leads comes first',
};

/** How each of the others is called. A function that is not here fails. */
const CALLS: Readonly<Record<string, (scope: Required<Scope>, db: Database) => Promise<unknown>>> =
  {
    classificationsOf: (scope, db) => classificationsDb.classificationsOf(scope, db, LEAD),
    countUnjudged: (scope, db) => classificationsDb.countUnjudged(scope, db, VERSIONS),
    unjudgedLeads: (scope, db) => classificationsDb.unjudgedLeads(scope, db, VERSIONS, 10, ''),
    addClassifications: (scope, db) =>
      classificationsDb.addClassifications(scope, db, [
        classificationOf({ ...LEAD, touches: lead().touches }, NOW),
      ]),
    channelChanges: (scope, db) => classificationsDb.channelChanges(scope, db, VERSIONS),
    listDestinations: (scope, db) => destinationsDb.listDestinations(scope, db),
    destinationById: (scope, db) => destinationsDb.destinationById(scope, db, 'd'),
    destinationsOf: (scope, db) => destinationsDb.destinationsOf(scope, db, LEAD.siteId),
    mailDestinations: (scope, db) => destinationsDb.mailDestinations(scope, db),
    insertDestination: (scope, db) =>
      destinationsDb.insertDestination(scope, db, {
        ...{ id: newId(), kind: 'webhook', name: '', settings: {}, secrets: '' },
        ...{ acceptsTests: false, createdAt: NOW },
      }),
    changeDestination: (scope, db) => destinationsDb.changeDestination(scope, db, 'd', {}),
    removeDestination: (scope, db) => destinationsDb.removeDestination(scope, db, 'd', NOW),
    resumeDestination: (scope, db) => destinationsDb.resumeDestination(scope, db, 'd'),
    pauseDestination: (scope, db) =>
      destinationsDb.pauseDestination(
        scope,
        db,
        { id: 'd', siteId: null },
        { id: newId(), text: '', at: NOW },
      ),
    listDeliveries: (scope, db) => deliveriesDb.listDeliveries(scope, db, { limit: 10 }),
    deliveryById: (scope, db) => deliveriesDb.deliveryById(scope, db, 'd'),
    replayDeliveries: (scope, db) => deliveriesDb.replayDeliveries(scope, db, { id: 'd' }, NOW),
    intentsBeside: (scope, db) => intentsBeside(scope, db, LEAD),
    listKeys: (scope, db) => keysDb.listKeys(scope, db),
    insertKey: (scope, db) =>
      keysDb.insertKey(scope, db, {
        hash: newId(),
        access: 'read',
        name: '',
        createdAt: NOW,
        expiresAt: null,
      }),
    replaceKey: (scope, db) =>
      keysDb.replaceKey(
        scope,
        db,
        { id: 'hash', expiresAt: NOW },
        { hash: newId(), createdAt: NOW },
      ),
    revokeKey: (scope, db) => keysDb.revokeKey(scope, db, 'hash', NOW),
    leadById: (scope, db) => leadById(scope, db, LEAD.id),
    listLeads: (scope, db) => listLeads(scope, db, { limit: 10 }),
    ledgerOf: (scope, db) => ledgerOf(scope, db, { from: 0, to: 1 }),
    countUncounted: (scope, db) => countUncounted(scope, db),
    listMembers: (scope, db) => membersDb.listMembers(scope, db),
    insertMember: (scope, db) =>
      membersDb.insertMember(scope, db, { id: newId(), access: 'read', name: '', createdAt: NOW }),
    removeMember: (scope, db) => membersDb.removeMember(scope, db, 'm', NOW),
    insertSignInLink: (scope, db) =>
      membersDb.insertSignInLink(scope, db, { hash: 'link', memberId: 'm', expiresAt: NOW }),
    listOwners: (scope, db) => ownersDb.listOwners(scope, db),
    insertOwner: (scope, db) =>
      ownersDb.insertOwner(scope, db, {
        id: newId(),
        kind: 'person',
        name: '',
        calendar: {},
        createdAt: NOW,
      }),
    changeOwner: (scope, db) => ownersDb.changeOwner(scope, db, 'o', { name: 'Ann' }),
    removeOwner: (scope, db) => ownersDb.removeOwner(scope, db, 'o', NOW),
    ownersFor: (scope, db) => ownersDb.ownersFor(scope, db),
    loadsOf: (scope, db) => ownersDb.loadsOf(scope, db, { inPools: ['o'], byLoad: ['o'] }),
    routableLeads: (scope, db) => routedDb.routableLeads(scope, db, [LEAD.id]),
    earlierLeads: (scope, db) =>
      routedDb.earlierLeads(scope, db, { id: LEAD.id, receivedAt: NOW }, 'p'),
    pastLeads: (scope, db) =>
      routedDb.pastLeads(scope, db, { from: 0, to: NOW + 1 }, undefined, 10),
    listRuleSets: (scope, db) => ruleSetsDb.listRuleSets(scope, db, 10),
    rulesOfVersion: (scope, db) => ruleSetsDb.rulesOfVersion(scope, db, 1),
    insertRuleSet: (scope, db) =>
      ruleSetsDb.insertRuleSet(scope, db, { rules: [], createdAt: NOW, by: '' }),
    activateRuleSet: (scope, db) => ruleSetsDb.activateRuleSet(scope, db, 1, NOW),
    activeSets: (scope, db) => ruleSetsDb.activeSets(scope, db),
    setsFor: (scope, db) => ruleSetsDb.setsFor(scope, db),
    insertFirstRules: async (scope, db) => {
      const set = { rules: [], createdAt: NOW, by: '' };
      const made = ruleSetsDb.insertFirstRules(scope, db, { id: newId(), name: '' }, set);
      // There are some already from the second time on.
      await made.catch(() => {});
    },
    addEvents: (scope, db) => timelineDb.addEvents(scope, db, []),
    eventsAmong: (scope, db) => timelineDb.eventsAmong(scope, db, []),
    timelineOf: (scope, db) => timelineDb.timelineOf(scope, db, LEAD),
    refreshStates: (scope, db) => refreshStates(scope, db, ['no lead']),
    refreshState: (scope, db) => timelineDb.refreshState(scope, db, LEAD),
    leadRefById: (scope, db) => timelineDb.leadRefById(scope, db, LEAD.id),
    leadsById: (scope, db) => peopleDb.leadsById(scope, db, LEAD.id),
    leadsOfVisitor: (scope, db) => peopleDb.leadsOfVisitor(scope, db, 'v'),
    leadsOfContact: (scope, db) => peopleDb.leadsOfContact(scope, db, 'email', ['hash']),
    leadsBeside: (scope, db) => peopleDb.leadsBeside(scope, db, ['v'], [LEAD.sessionId]),
    sitesOfVisitor: (scope, db) => peopleDb.sitesOfVisitor(scope, db, 'v'),
    sitesOfUnseen: (scope, db) => peopleDb.sitesOfUnseen(scope, db, LEAD.id),
    sessionsOf: (scope, db) => peopleDb.sessionsOf(scope, db, ['v'], [LEAD.sessionId]),
    pageViewsOf: (scope, db) => peopleDb.pageViewsOf(scope, db, [LEAD.sessionId]),
    intentsOf: (scope, db) => peopleDb.intentsOf(scope, db, [LEAD.sessionId], [LEAD.id]),
    messagesNaming: (scope, db) => peopleDb.messagesNaming(scope, db, [LEAD.id], 0),
    signsOfLeads: (scope, db) => peopleDb.signsOfLeads(scope, db, '', 10),
    signsOfSessions: (scope, db) => peopleDb.signsOfSessions(scope, db, '', 10),
    signsOfIntents: (scope, db) => peopleDb.signsOfIntents(scope, db, '', 10),
    signsOfSubmissions: (scope, db) => peopleDb.signsOfSubmissions(scope, db, '', 10),
    messagesBehind: (scope, db) => peopleDb.messagesBehind(scope, db, 0, 10),
    removeLeads: (scope, db) => removalDb.removeLeads(scope, db, ['no lead']),
    removeSessions: (scope, db) => removalDb.removeSessions(scope, db, ['no session']),
    removeIntents: (scope, db) => removalDb.removeIntents(scope, db, ['no intent']),
    removeMessages: (scope, db) => removalDb.removeMessages(scope, db, [0]),
    leadsBefore: (scope, db) => retentionDb.leadsBefore(scope, db, NOW),
    removeOldContacts: (scope, db) => retentionDb.removeOldContacts(scope, db, NOW),
    putTombstones: (scope, db) =>
      tombstonesDb.putTombstones(scope, db, [
        { siteId: SCOPE.siteId, kind: 'lead', hash: 'hash', at: NOW },
      ]),
    tombstonesOf: (scope, db) => tombstonesDb.tombstonesOf(scope, db),
    siteIdsOf: async (scope, db) => siteIdsOf(scope, db),
    ofScope: async (scope, db) =>
      db
        .select()
        .from(schema.leads)
        .where(ofScope(scope, db, schema.leads.siteId)),
    hintsOf: (scope, db) => hintsOf(scope, db, NOW),
    listSites: (scope, db) => sitesDb.listSites(scope, db),
    scopeOfSite: (scope, db) => sitesDb.scopeOfSite(scope, db, 'key'),
    insertSite: (scope, db) =>
      sitesDb.insertSite(scope, db, {
        id: newId(),
        key: newId(),
        name: '',
        origins: [],
        createdAt: NOW,
      }),
    retiredKeysOf: (scope, db) => sitesDb.retiredKeysOf(scope, db),
    addOrigin: (scope, db) => sitesDb.addOrigin(scope, db, 'https://www.shop.example'),
    putSetting: (scope, db) => sitesDb.putSetting(scope, db, 'create', 'all'),
    dropSetting: (scope, db) => sitesDb.dropSetting(scope, db, 'create'),
    replaceSiteKey: (scope, db) => sitesDb.replaceSiteKey(scope, db, 'other'),
    revokeSiteKey: (scope, db) => sitesDb.revokeSiteKey(scope, db, 'key', NOW),
    answerTo: (scope, db) => answeredRequestsDb.answerTo(scope, db, 'key'),
    keepAnswer: (scope, db) =>
      answeredRequestsDb.keepAnswer(
        scope,
        db,
        { key: 'key', asked: 'hash', status: 200, answer: {}, at: NOW },
        0,
      ),
    linkRecords: (scope, db) => leadRecordsDb.linkRecords(scope, db, []),
    leadOfRecord: (scope, db) =>
      leadRecordsDb.leadOfRecord(scope, db, { destination: 'd', id: 'r' }, NOW),
    personOfLead: (scope, db) => personsDb.personOfLead(scope, db, LEAD),
    personNow: (scope, db) => personsDb.personNow(scope, db, SCOPE.siteId, 'p'),
    leadOfPerson: (scope, db) => personsDb.leadOfPerson(scope, db, 'email', ['hash'], NOW),
    sessionOfCode: (scope, db) => sessionOfCode(scope, db, '222222'),
    stageDefinitionsOf: (scope, db) => stageDefinitionsDb.stageDefinitionsOf(scope, db),
    addStageDefinitions: (scope, db) =>
      stageDefinitionsDb.addStageDefinitions(scope, db, { words: {}, createdAt: NOW, by: '' }),
    timelinesOf: (scope, db) => timelineDb.timelinesOf(scope, db, [LEAD]),
    arrivalsOf: (scope, db) => arrivalsOf(scope, db, [LEAD]),
    visitBefore: (scope, db) => visitBefore(scope, db, message([]) as Batch),
  };

interface Exported {
  name: string;
  /** As the source text has it. */
  parameters: string;
}

const EXPORTED: Exported[] = readdirSync(FOLDER)
  .map((file) => readFileSync(join(FOLDER, file), 'utf8'))
  .flatMap((text) => [...text.matchAll(/^export (?:async )?function (\w+)[^(]*\(([^)]*)/gm)])
  .map(([, name = '', parameters = '']) => ({ name, parameters: parameters.trim() }));
const SCOPED = EXPORTED.filter(({ name }) => !(name in WITHOUT_SCOPE));

/** A client that keeps what is sent to a real database. */
function recording(client: Client, sent: { sql: string; args: unknown[] }[]): Client {
  const keep = (statement: InStatement | [string, unknown]) => {
    if (typeof statement === 'string' || Array.isArray(statement)) {
      throw new Error('Every statement binds its arguments.');
    }
    sent.push({ sql: statement.sql, args: Object.values(statement.args ?? {}) });
  };
  return new Proxy(client, {
    get(target, name) {
      if (name === 'execute') {
        return (statement: InStatement) => {
          keep(statement);
          return target.execute(statement);
        };
      }
      if (name === 'batch') {
        return (...[statements, mode]: Parameters<Client['batch']>) => {
          for (const statement of statements) keep(statement as InStatement);
          return target.batch(statements, mode);
        };
      }
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const sent: { sql: string; args: unknown[] }[] = [];
let client: Client;
let db: Database;
beforeAll(async () => {
  client = createClient({ url: 'file::memory:?cache=shared' });
  await migrate(drizzle(client), { migrationsFolder: 'migrations' });
  db = drizzle(recording(client, sent), { schema });
  // What a look-up of a lead has to find before it looks for more.
  const { accountId, siteId } = SCOPE;
  const event = lead();
  await db.insert(schema.accounts).values({ id: accountId, name: '', createdAt: NOW });
  await db
    .insert(schema.sites)
    .values({ id: siteId, accountId, key: 'key', name: '', origins: [], createdAt: NOW });
  await db.insert(schema.leads).values({
    ...LEAD,
    ...{ occurredAt: NOW, receivedAt: NOW, source: '', medium: '', campaign: '', channel: '' },
    ...{ page: '', form: event.form, intent: {}, touches: event.touches, path: [], fields: {} },
    ...{ consent: (message([]) as Batch).consent, script: '' },
  });
  await db
    .insert(schema.classifications)
    .values(classificationOf({ ...LEAD, touches: event.touches }, 1));
});
afterAll(() => client.close());

/** What a function sends to the database for a scope. */
async function sentBy(name: string, scope: Scope) {
  sent.length = 0;
  await CALLS[name]?.(scope as Required<Scope>, db);
  return [...sent];
}

describe('every function of the database', () => {
  it('is written so that this test can read it', async () => {
    const files = readdirSync(FOLDER).map((file) => `../../${FOLDER}/${file}`);
    const modules: object[] = await Promise.all(files.map((file) => import(file)));
    const functions = modules
      .flatMap((module) => Object.entries(module))
      .filter(([, value]) => typeof value === 'function')
      .map(([name]) => name);
    expect(functions.sort()).toEqual(EXPORTED.map(({ name }) => name).sort());
  });

  it('is called below, or has a reason to take no scope', () => {
    const known = [...Object.keys(CALLS), ...Object.keys(WITHOUT_SCOPE)];
    expect(EXPORTED.map(({ name }) => name).sort()).toEqual(known.sort());
    expect(Object.keys(OF_ACCOUNT).filter((name) => !(name in CALLS))).toEqual([]);
  });

  it.each(SCOPED)('takes the scope first: $name', ({ parameters }) => {
    expect(parameters).toMatch(/^scope: (Required<Scope>|Scope),\s+db: Database/);
  });
});

describe('every statement binds the scope', () => {
  it.each(SCOPED.filter(({ parameters }) => parameters.startsWith('scope: Scope')))(
    'of an account: $name',
    async ({ name }) => {
      const { accountId, siteId } = SCOPE;
      const statements = await sentBy(name, { accountId });
      expect(statements[0]?.args).toContain(accountId);
      // What the first found, others may go by: the sites of the account.
      const unbound = statements.filter(
        ({ args }) => !args.includes(accountId) && !args.includes(siteId),
      );
      expect(unbound).toEqual([]);
    },
  );

  it.each(SCOPED)('of a site: $name', async ({ name }) => {
    const bound = name in OF_ACCOUNT ? SCOPE.accountId : SCOPE.siteId;
    const statements = await sentBy(name, SCOPE);
    expect(statements).not.toEqual([]);
    expect(statements.filter(({ args }) => !args.includes(bound))).toEqual([]);
  });

  it('also where one look-up leads to others', async () => {
    expect(await sentBy('leadById', SCOPE)).toHaveLength(4);
  });
});

it('no query stands elsewhere', () => {
  const files = readdirSync('collector', { recursive: true, encoding: 'utf8' })
    .map((file) => join('collector', file))
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith(FOLDER));
  const querying = files.filter((file) =>
    /\bdb\s*\.\s*(select|selectDistinct|insert|update|delete|query|run|all|get|values|batch|transaction)\b/.test(
      readFileSync(file, 'utf8'),
    ),
  );
  expect(files.length).toBeGreaterThan(50);
  expect(querying).toEqual([]);
});
