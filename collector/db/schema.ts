import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Batch, LeadEvent, Touch } from '../../shared/wire.ts';

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

/** Messages as they were taken; everything below can be made from them again. */
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
  (table) => [primaryKey({ columns: [table.siteId, table.id] })],
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
  },
  (table) => [primaryKey({ columns: [table.siteId, table.id] })],
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
    status: text('status').$type<LeadEvent['status']>().notNull(),
    source: text('source').notNull(),
    medium: text('medium').notNull(),
    campaign: text('campaign').notNull(),
    channel: text('channel').notNull(),
    /** Version of the table that judged the source. */
    tableVersion: text('table_version').notNull(),
    page: text('page').notNull(),
    form: json<LeadEvent['form']>('form').notNull(),
    intent: json<LeadEvent['intent']>('intent').notNull(),
    touches: json<LeadEvent['touches']>('touches').notNull(),
    path: json<LeadEvent['path']>('path').notNull(),
    fields: json<LeadEvent['fields']>('fields').notNull(),
    consent: json<Batch['consent']>('consent').notNull(),
    script: text('script').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.id] }),
    index('leads_by_arrival').on(table.siteId, table.receivedAt, table.id),
  ],
);
