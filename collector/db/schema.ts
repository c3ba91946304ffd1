import { sql } from 'drizzle-orm';
import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { Batch, LeadEvent, Touch } from '../../shared/wire.ts';
import type { Access } from '../domain/access.ts';
import type { Client } from '../domain/client.ts';
import type { Actor, EventDetails, HandoffKind, Stage, Via } from '../domain/handoff.ts';
import type { Label } from '../domain/label.ts';
import type { LedgerUnit, Outcome } from '../domain/ledger.ts';
import type { SubmissionRow } from '../domain/projection.ts';

/** Epoch milliseconds. */
const time = (name: string) => integer(name);
const json = <T>(name: string) => text(name, { mode: 'json' }).$type<T>();

export const accounts = sqliteTable('accounts', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  createdAt: time('created_at').notNull(),
});

/** People who may sign in: to the whole account, or to one of its sites. */
export const members = sqliteTable('members', {
  id: text('id').primaryKey(),
  accountId: text('account_id')
    .notNull()
    .references(() => accounts.id),
  siteId: text('site_id'),
  access: text('access').$type<Access>().notNull().default('admin'),
  name: text('name').notNull(),
  createdAt: time('created_at').notNull(),
  removedAt: time('removed_at'),
});

export const sites = sqliteTable(
  'sites',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id),
    /** Public: it stands in the script tag. */
    key: text('key').notNull().unique(),
    name: text('name').notNull(),
    /** Origins that may collect: `https://www.example.com`. */
    origins: json<string[]>('origins').notNull(),
    /** Those that were set; `domain/settings.ts` reads them. */
    settings: json<object>('settings').notNull().default({}),
    createdAt: time('created_at').notNull(),
  },
  (table) => [index('sites_of_account').on(table.accountId)],
);

/** Site keys that were replaced, and still stand in script tags. */
export const retiredSiteKeys = sqliteTable('retired_site_keys', {
  key: text('key').primaryKey(),
  siteId: text('site_id')
    .notNull()
    .references(() => sites.id),
  /** From then on it is unknown; null: while it is not revoked. */
  expiresAt: time('expires_at'),
});

/**
 * Secret keys for the API, of an account or one of its sites. Only their hash is kept; how it
 * begins is what people call a key by.
 */
export const keys = sqliteTable('keys', {
  hash: text('hash').primaryKey(),
  accountId: text('account_id')
    .notNull()
    .references(() => accounts.id),
  siteId: text('site_id'),
  access: text('access').$type<Access>().notNull().default('read'),
  name: text('name').notNull().default(''),
  createdAt: time('created_at').notNull(),
  expiresAt: time('expires_at'),
  revokedAt: time('revoked_at'),
});

export const signInLinks = sqliteTable('sign_in_links', {
  hash: text('hash').primaryKey(),
  memberId: text('member_id')
    .notNull()
    .references(() => members.id),
  expiresAt: time('expires_at').notNull(),
  usedAt: time('used_at'),
});

export const signIns = sqliteTable('sign_ins', {
  hash: text('hash').primaryKey(),
  memberId: text('member_id')
    .notNull()
    .references(() => members.id),
  expiresAt: time('expires_at').notNull(),
});

/**
 * What was taken, in the order of its commits; everything below can be made from it again, save
 * `contacts`, which are taken out once they are there. No other index: bytes and indexes on this
 * table are what acknowledging costs.
 */
export const inbox = sqliteTable(
  'inbox',
  {
    // Never given twice, also after rows were deleted: the projection goes by it.
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    /** '' where a refused request named no site. */
    siteId: text('site_id').notNull(),
    receivedAt: time('received_at').notNull(),
    /** Null where it was refused, or is erased. */
    body: json<Batch>('body'),
    /** How many: those that were refused for the same reason are one row. */
    requests: integer('requests').notNull().default(1),
    /** Events that were refused, and why where nothing was taken. */
    refused: integer('refused').notNull().default(0),
    reason: text('reason').notNull().default(''),
    label: text('label').$type<Label>().notNull().default(''),
    labelBy: text('label_by').notNull().default(''),
    client: json<Client>('client'),
    /** What people wrote of themselves, sealed, by lead; null once it is in `contacts`. */
    contacts: text('contacts'),
    /** The id that a queue gave it, which may bring it twice. */
    queueId: text('queue_id'),
    /** Why it could not be projected; it is kept, and stands in no other's way. */
    failure: text('failure'),
  },
  (table) => [
    uniqueIndex('inbox_of_queue').on(table.queueId).where(sql`${table.queueId} is not null`),
  ],
);

/** How far the inbox was followed: the newest `seq` that is projected. */
export const cursors = sqliteTable('cursors', {
  name: text('name').primaryKey(),
  seq: integer('seq').notNull(),
});

/** What tells whether the secret at hand is the one that this database was written with. */
export const checks = sqliteTable('checks', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
});

/** What came in and what became of it, counted per site and UTC day. */
export const ledger = sqliteTable(
  'ledger',
  {
    siteId: text('site_id').notNull(),
    /** UTC days since 1970. */
    day: integer('day').notNull(),
    unit: text('unit').$type<LedgerUnit>().notNull(),
    outcome: text('outcome').$type<Outcome>().notNull(),
    reason: text('reason').notNull().default(''),
    count: integer('count').notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.siteId, table.day, table.unit, table.outcome, table.reason],
    }),
  ],
);

export const sessions = sqliteTable(
  'sessions',
  {
    siteId: text('site_id').notNull(),
    id: text('id').notNull(),
    visitorId: text('visitor_id'),
    number: integer('number').notNull(),
    startedAt: time('started_at').notNull(),
    lastAt: time('last_at').notNull(),
    touch: json<Touch>('touch'),
    consent: json<Batch['consent']>('consent').notNull(),
    label: text('label').$type<Label>().notNull().default(''),
    /** What the visitor came with, as far as it is kept; no address. */
    client: json<Client>('client'),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.id] }),
    index('sessions_of_visitor').on(table.siteId, table.visitorId, table.startedAt),
  ],
);

export const pageViews = sqliteTable(
  'page_views',
  {
    siteId: text('site_id').notNull(),
    id: text('id').notNull(),
    sessionId: text('session_id').notNull(),
    at: time('at').notNull(),
    url: text('url').notNull(),
    title: text('title').notNull(),
    engagedMs: integer('engaged_ms').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.id] }),
    index('page_views_of_session').on(table.siteId, table.sessionId),
  ],
);

export const intents = sqliteTable(
  'intents',
  {
    siteId: text('site_id').notNull(),
    id: text('id').notNull(),
    sessionId: text('session_id').notNull(),
    at: time('at').notNull(),
    action: text('action').notNull(),
    page: text('page').notNull(),
    form: json<LeadEvent['form']>('form'),
    intent: json<LeadEvent['intent']>('intent').notNull(),
    /** The id of the lead that it comes to, or would have come to. */
    lead: text('lead'),
    by: text('by').notNull().default(''),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.id] }),
    index('intents_of_session').on(table.siteId, table.sessionId, table.at),
  ],
);

export const leads = sqliteTable(
  'leads',
  {
    siteId: text('site_id').notNull(),
    id: text('id').notNull(),
    sessionId: text('session_id').notNull(),
    visitorId: text('visitor_id'),
    occurredAt: time('occurred_at').notNull(),
    receivedAt: time('received_at').notNull(),
    /** The first classification, frozen; this and the later ones are in `classifications`. */
    source: text('source').notNull(),
    medium: text('medium').notNull(),
    campaign: text('campaign').notNull(),
    channel: text('channel').notNull(),
    platform: text('platform').notNull().default(''),
    page: text('page').notNull(),
    form: json<LeadEvent['form']>('form').notNull(),
    intent: json<LeadEvent['intent']>('intent').notNull(),
    touches: json<LeadEvent['touches']>('touches').notNull(),
    path: json<LeadEvent['path']>('path').notNull(),
    fields: json<LeadEvent['fields']>('fields').notNull(),
    consent: json<Batch['consent']>('consent').notNull(),
    /** Ids that other tools know the visitor by. */
    cookies: json<Record<string, string>>('cookies'),
    script: text('script').notNull(),
    label: text('label').$type<Label>().notNull().default(''),
    /** What told it, for people. */
    labelBy: text('label_by').notNull().default(''),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.id] }),
    index('leads_by_arrival').on(table.siteId, table.receivedAt, table.id),
    index('leads_of_visitor').on(table.siteId, table.visitorId, table.occurredAt),
    index('leads_by_source').on(table.siteId, table.source, table.receivedAt, table.id),
  ],
);

/**
 * What became of a lead's submission, each status once. A lead is accepted where any row says so,
 * and a row may be here before its lead.
 */
export const submissions = sqliteTable(
  'submissions',
  {
    siteId: text('site_id').notNull(),
    leadId: text('lead_id').notNull(),
    status: text('status').$type<SubmissionRow['status']>().notNull(),
    /** When it was first told, and by what. */
    at: time('at').notNull(),
    by: text('by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.siteId, table.leadId, table.status] })],
);

/** What people wrote of themselves, which no other table keeps, sealed by a key per lead. */
export const contacts = sqliteTable(
  'contacts',
  {
    siteId: text('site_id').notNull(),
    leadId: text('lead_id').notNull(),
    /** The lead's own key, sealed by the collector's; without it the rest cannot be read. */
    key: text('key').notNull(),
    sealed: text('sealed').notNull(),
    /** Keyed hashes, by which the leads of one person are found. */
    emailHash: text('email_hash'),
    phoneHash: text('phone_hash'),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.leadId] }),
    index('contacts_by_email')
      .on(table.siteId, table.emailHash)
      .where(sql`${table.emailHash} is not null`),
    index('contacts_by_phone')
      .on(table.siteId, table.phoneHash)
      .where(sql`${table.phoneHash} is not null`),
  ],
);

/** Contacts of before they were sealed; `jobs/seal-contacts.ts` empties it. */
export const plainContacts = sqliteTable(
  'plain_contacts',
  {
    siteId: text('site_id').notNull(),
    leadId: text('lead_id').notNull(),
    email: text('email'),
    name: text('name'),
    phone: text('phone'),
    company: text('company'),
    message: text('message'),
  },
  (table) => [primaryKey({ columns: [table.siteId, table.leadId] })],
);

/**
 * What was erased, as keyed hashes: late retries, late outcomes and restored backups bring it back
 * no more.
 */
export const tombstones = sqliteTable(
  'tombstones',
  {
    siteId: text('site_id').notNull(),
    kind: text('kind').$type<'lead' | 'visitor' | 'contact'>().notNull(),
    hash: text('hash').notNull(),
    at: time('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.siteId, table.kind, table.hash] })],
);

/** What of a site's pages tells which vendors' forms they have. */
export const siteHints = sqliteTable(
  'site_hints',
  {
    siteId: text('site_id').notNull(),
    hint: text('hint').notNull(),
    lastSeenAt: time('last_seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.siteId, table.hint] })],
);

/** Where leads came from, as often as they were judged by other rules or another table. */
export const classifications = sqliteTable(
  'classifications',
  {
    siteId: text('site_id').notNull(),
    leadId: text('lead_id').notNull(),
    rulesVersion: integer('rules_version').notNull(),
    tableVersion: text('table_version').notNull(),
    /** When it was judged. */
    at: time('at').notNull(),
    /** The touch that it was judged by, among the lead's: its time. */
    touchAt: time('touch_at').notNull(),
    source: text('source').notNull(),
    medium: text('medium').notNull(),
    campaign: text('campaign').notNull(),
    term: text('term').notNull(),
    content: text('content').notNull(),
    campaignId: text('campaign_id').notNull(),
    channel: text('channel').notNull(),
    platform: text('platform').notNull(),
    clickIds: json<Record<string, string>>('click_ids').notNull(),
    /** The rules that decided and what on; '' in what was judged before that was kept. */
    rule: text('rule').notNull(),
    channelRule: text('channel_rule').notNull(),
    decidedOn: text('decided_on').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.leadId, table.rulesVersion, table.tableVersion] }),
  ],
);

/**
 * Who leads are routed to: a person or a queue, of an account or of one of its sites. Not a member:
 * who follows a lead up need not sign in.
 */
export const owners = sqliteTable(
  'owners',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id),
    siteId: text('site_id'),
    kind: text('kind').$type<'person' | 'queue'>().notNull(),
    name: text('name').notNull(),
    /** Where he is told of leads; '' where nowhere. */
    email: text('email').notNull().default(''),
    /** The member that he is, where he is one: to him these leads are his. */
    memberId: text('member_id').references(() => members.id),
    /** `domain/business-time.ts` reads it: time zone, hours, holidays. */
    calendar: json<object>('calendar').notNull(),
    createdAt: time('created_at').notNull(),
    removedAt: time('removed_at'),
  },
  (table) => [index('owners_of_account').on(table.accountId)],
);

/** Rules that route leads, each set as a whole; of a site ('': of all) the one activated last holds. */
export const ruleSets = sqliteTable(
  'rule_sets',
  {
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id),
    siteId: text('site_id').notNull(),
    version: integer('version').notNull(),
    /** `domain/routing.ts` reads it. */
    rules: json<object>('rules').notNull(),
    createdAt: time('created_at').notNull(),
    /** Who made it, for people. */
    by: text('by').notNull(),
    activatedAt: time('activated_at'),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.siteId, table.version] })],
);

/** Leads that are still to be routed; written with the lead. */
export const routeJobs = sqliteTable(
  'route_jobs',
  {
    siteId: text('site_id').notNull(),
    leadId: text('lead_id').notNull(),
    /** When it is tried; one that failed is tried again later. */
    at: time('at').notNull(),
    attempts: integer('attempts').notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.leadId] }),
    index('route_jobs_by_time').on(table.at),
  ],
);

/** Whose a lead was, one after the other: the newest number holds. Nothing in it changes later. */
export const assignments = sqliteTable(
  'assignments',
  {
    siteId: text('site_id').notNull(),
    leadId: text('lead_id').notNull(),
    number: integer('number').notNull(),
    ownerId: text('owner_id').notNull(),
    at: time('at').notNull(),
    /** The rule that decided and the version of its set; '' and null where a person did. */
    rule: text('rule').notNull(),
    ruleSet: json<{ siteId: string; version: number }>('rule_set'),
    /** Why him and no other, in words. */
    why: text('why').notNull(),
    priority: integer('priority').notNull().default(0),
    qualification: text('qualification').notNull().default(''),
    nextAction: text('next_action').notNull().default(''),
    /** Until when a first human action is expected, frozen; null where nothing is. */
    dueAt: time('due_at'),
    /** What is expected, as the rule says it: minutes, and whose hours. */
    expectation: json<{ minutes: number; calendar: string }>('expectation'),
    /** Whom it goes to, when it is late by so many minutes of business. */
    escalation: json<{ afterMinutes: number; ownerId: string }[]>('escalation'),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.leadId, table.number] }),
    index('assignments_of_owner').on(table.ownerId, table.at),
  ],
);

/** A lead's timeline: what happened to it, and when that was heard. Only added to. */
export const handoffEvents = sqliteTable(
  'handoff_events',
  {
    siteId: text('site_id').notNull(),
    leadId: text('lead_id').notNull(),
    /** Where the same is heard twice, it has the same id. */
    id: text('id').notNull(),
    kind: text('kind').$type<HandoffKind>().notNull(),
    at: time('at').notNull(),
    heardAt: time('heard_at').notNull(),
    actor: text('actor').$type<Actor>().notNull(),
    /** Who, for people; never a contact of the lead. */
    by: text('by').notNull(),
    via: text('via').$type<Via>().notNull(),
    ownerId: text('owner_id'),
    details: json<EventDetails>('details').notNull(),
  },
  (table) => [primaryKey({ columns: [table.siteId, table.leadId, table.id] })],
);

/**
 * Where each lead stands: derived from its timeline and its assignments, for lists. Of two
 * derivations that of more events holds.
 */
export const leadStates = sqliteTable(
  'lead_states',
  {
    siteId: text('site_id').notNull(),
    leadId: text('lead_id').notNull(),
    /** Of the lead, for the order of lists. */
    receivedAt: time('received_at').notNull(),
    /** How many events and assignments it was derived from. */
    events: integer('events').notNull(),
    stage: text('stage').$type<Stage>().notNull(),
    ownerId: text('owner_id'),
    assignedAt: time('assigned_at'),
    dueAt: time('due_at'),
    firstActionAt: time('first_action_at'),
    /** Whether a first human action is still expected. */
    isOpen: integer('is_open', { mode: 'boolean' }).notNull(),
    conflicts: integer('conflicts').notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.leadId] }),
    index('lead_states_by_owner').on(table.siteId, table.ownerId, table.receivedAt, table.leadId),
    index('lead_states_by_stage').on(table.siteId, table.stage, table.receivedAt, table.leadId),
    index('lead_states_due').on(table.dueAt).where(sql`${table.isOpen} = 1`),
  ],
);

/** What was done about a lead that is late: each step of its escalation once. */
export const escalations = sqliteTable(
  'escalations',
  {
    siteId: text('site_id').notNull(),
    leadId: text('lead_id').notNull(),
    assignment: integer('assignment').notNull(),
    /** 0: marked late; then the steps of the rule. */
    step: integer('step').notNull(),
    at: time('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.siteId, table.leadId, table.assignment, table.step] })],
);

/** What the stages mean to the teams of an account, in words; the newest version holds. */
export const stageDefinitions = sqliteTable(
  'stage_definitions',
  {
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id),
    version: integer('version').notNull(),
    words: json<Partial<Record<Stage, string>>>('words').notNull(),
    createdAt: time('created_at').notNull(),
    by: text('by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.version] })],
);

/** Persons, as far as they are known: by keyed hashes of what they wrote of themselves. */
export const personKeys = sqliteTable(
  'person_keys',
  {
    siteId: text('site_id').notNull(),
    kind: text('kind').$type<'email' | 'phone'>().notNull(),
    hash: text('hash').notNull(),
    personId: text('person_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.kind, table.hash] }),
    index('keys_of_person').on(table.siteId, table.personId),
  ],
);

/** Which person a lead is of; ids of persons that turned out to be one lead on to the one that stays. */
export const leadPersons = sqliteTable(
  'lead_persons',
  {
    siteId: text('site_id').notNull(),
    leadId: text('lead_id').notNull(),
    personId: text('person_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.leadId] }),
    index('leads_of_person').on(table.siteId, table.personId),
  ],
);

export const mergedPersons = sqliteTable(
  'merged_persons',
  {
    siteId: text('site_id').notNull(),
    id: text('id').notNull(),
    staysId: text('stays_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.siteId, table.id] })],
);

/** Short codes that a page shows beside its telephone number, by which a caller's path is found. */
export const referenceCodes = sqliteTable(
  'reference_codes',
  {
    siteId: text('site_id').notNull(),
    code: text('code').notNull(),
    sessionId: text('session_id').notNull(),
    at: time('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.siteId, table.code] })],
);

/** Answers to requests that may come twice, by the key that they brought. */
export const answeredRequests = sqliteTable(
  'answered_requests',
  {
    accountId: text('account_id').notNull(),
    key: text('key').notNull(),
    /** A hash of what was asked: the same key for something else is a mistake. */
    asked: text('asked').notNull(),
    status: integer('status').notNull(),
    answer: json<object>('answer').notNull(),
    at: time('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.key] })],
);

/** Where leads are sent; of an account or of one of its sites. */
export const destinations = sqliteTable(
  'destinations',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id),
    siteId: text('site_id'),
    kind: text('kind').notNull(),
    name: text('name').notNull(),
    /** What `delivery/` reads of it, without secrets. */
    settings: json<object>('settings').notNull(),
    /** Its secrets, sealed. */
    secrets: text('secrets').notNull(),
    acceptsTests: integer('accepts_tests', { mode: 'boolean' }).notNull().default(false),
    createdAt: time('created_at').notNull(),
    removedAt: time('removed_at'),
    /** Since when every try failed; null while one succeeds. */
    failingSince: time('failing_since'),
    pausedAt: time('paused_at'),
    pausedWhy: text('paused_why').notNull().default(''),
  },
  (table) => [index('destinations_of_account').on(table.accountId)],
);

/** One lead to one destination, for one reason to tell of it. Contacts are never copied here. */
export const deliveries = sqliteTable(
  'deliveries',
  {
    siteId: text('site_id').notNull(),
    /** Also the message id that the receiver sees: the same at every attempt. */
    id: text('id').notNull(),
    leadId: text('lead_id').notNull(),
    destinationId: text('destination_id').notNull(),
    /** What is told: `lead.routed`, `lead.reassigned`, `lead.late`, or a handoff event's kind. */
    what: text('what').notNull(),
    /** Its place among those of its lead to its destination. */
    number: integer('number').notNull(),
    state: text('state').$type<'waiting' | 'delivered' | 'dead'>().notNull(),
    /** When it is tried next, while it waits. */
    nextAt: time('next_at').notNull(),
    attempts: integer('attempts').notNull().default(0),
    createdAt: time('created_at').notNull(),
    endedAt: time('ended_at'),
    /** Why it is dead. */
    reason: text('reason').notNull().default(''),
    /** Whoever delivers it holds it until then. */
    leasedUntil: time('leased_until').notNull().default(0),
    lease: text('lease').notNull().default(''),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.id] }),
    uniqueIndex('deliveries_in_order').on(
      table.siteId,
      table.leadId,
      table.destinationId,
      table.number,
    ),
    index('deliveries_due')
      .on(table.destinationId, table.nextAt)
      .where(sql`${table.state} = 'waiting'`),
    index('deliveries_dead')
      .on(table.destinationId, table.endedAt)
      .where(sql`${table.state} = 'dead'`),
  ],
);

/** Tries at a delivery, with what was answered: cut, and without secrets. */
export const attempts = sqliteTable(
  'attempts',
  {
    siteId: text('site_id').notNull(),
    deliveryId: text('delivery_id').notNull(),
    number: integer('number').notNull(),
    at: time('at').notNull(),
    ms: integer('ms').notNull(),
    /** The HTTP status; null where there was no answer. */
    status: integer('status'),
    outcome: text('outcome').$type<'delivered' | 'retry' | 'final'>().notNull(),
    /** What happened, in words. */
    note: text('note').notNull(),
    request: text('request').notNull(),
    answer: text('answer').notNull(),
  },
  (table) => [primaryKey({ columns: [table.siteId, table.deliveryId, table.number] })],
);

/** Which record of a destination a lead is; one record may be several leads' over time. */
export const leadRecords = sqliteTable(
  'lead_records',
  {
    siteId: text('site_id').notNull(),
    leadId: text('lead_id').notNull(),
    destinationId: text('destination_id').notNull(),
    recordId: text('record_id').notNull(),
    linkedAt: time('linked_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.leadId, table.destinationId, table.recordId] }),
    index('lead_records_by_record').on(table.destinationId, table.recordId, table.linkedAt),
  ],
);

/** What whoever runs the account is to know: a destination that was paused, leads that are late. */
export const notices = sqliteTable(
  'notices',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id),
    siteId: text('site_id'),
    kind: text('kind').notNull(),
    /** For people; it names no contact. */
    text: text('text').notNull(),
    at: time('at').notNull(),
    seenAt: time('seen_at'),
  },
  (table) => [index('notices_of_account').on(table.accountId, table.at)],
);
