import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Batch, LeadEvent, Touch } from '../../shared/wire.ts';
import type { SubmissionRow } from '../domain/projection.ts';

/** Epoch milliseconds. */
const time = (name: string) => integer(name);
const json = <T>(name: string) => text(name, { mode: 'json' }).$type<T>();

export const accounts = sqliteTable('accounts', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  createdAt: time('created_at').notNull(),
});

export const members = sqliteTable('members', {
  id: text('id').primaryKey(),
  accountId: text('account_id')
    .notNull()
    .references(() => accounts.id),
  name: text('name').notNull(),
  createdAt: time('created_at').notNull(),
});

export const sites = sqliteTable('sites', {
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
});

/** Secret keys for the API. Only their hash is kept. */
export const keys = sqliteTable('keys', {
  hash: text('hash').primaryKey(),
  accountId: text('account_id')
    .notNull()
    .references(() => accounts.id),
  createdAt: time('created_at').notNull(),
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
 * Messages as they were taken; everything below can be made from them again, save `contacts`, which
 * are taken out of a message once they are there.
 */
export const inbox = sqliteTable(
  'inbox',
  {
    id: text('id').primaryKey(),
    siteId: text('site_id').notNull(),
    receivedAt: time('received_at').notNull(),
    body: json<Batch>('body').notNull(),
    projectedAt: time('projected_at'),
    /** Why it could not be projected; it is kept, and stands in no other's way. */
    failure: text('failure'),
  },
  (table) => [
    index('inbox_waiting')
      .on(table.id)
      .where(sql`${table.projectedAt} is null and ${table.failure} is null`),
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

/** What people wrote of themselves, which no other table keeps: to be sealed by a key per lead. */
export const contacts = sqliteTable(
  'contacts',
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
