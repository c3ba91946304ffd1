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
