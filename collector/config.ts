import * as z from 'zod';
import { LOG_LEVELS } from './domain/log-line.ts';

const Origin = z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin);
const Port = z.coerce.number().int().min(1).max(65_535);
const PerMinute = z.coerce.number().int().min(0);
/** Node gives the names of headers in lower case. */
const HeaderName = z
  .string()
  .regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header, as x-forwarded-for')
  .toLowerCase();
const Count = z.coerce.number().int().min(1).max(20);
const Addresses = z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).min(1);
const Proxies = z.string().transform((text, context) => {
  const count = Count.safeParse(text);
  if (count.success) return count.data;
  const addresses = Addresses.safeParse(text.split(/[\s,]+/).filter(Boolean));
  if (addresses.success) return addresses.data;
  const message = 'must be a number from 1 to 20, or addresses, as 127.0.0.1 192.0.2.0/24';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});
const RemoteUrl = z
  .string()
  .regex(/^(libsql|https?):\/\//, 'must begin with libsql:// or https://');

/** Settings of the Node home, by the name of their variable. */
const NodeSettings = z
  .object({
    PORT: Port.default(8787),
    /** Address to listen on; behind a proxy or in a container 0.0.0.0. */
    HOST: z.string().min(1).default('127.0.0.1'),
    WAYBILL_DEMO_PORT: Port.default(8788),
    /** Folder of the embedded database. */
    WAYBILL_DATA: z.string().min(1).default('data'),
    /** Where browsers reach the collector, behind a proxy. */
    WAYBILL_PUBLIC_URL: Origin.optional(),
    /** A libSQL server instead of the embedded file. */
    WAYBILL_DATABASE_URL: RemoteUrl.optional(),
    WAYBILL_DATABASE_TOKEN: z.string().min(1).optional(),
    /** Signs cookies, seals contacts, and keys hashes of persons. The embedded home makes its own. */
    WAYBILL_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
    /** Requests a minute that one address, and one site, may send; 0 sets no limit. */
    WAYBILL_RATE_PER_ADDRESS: PerMinute.default(600),
    WAYBILL_RATE_PER_SITE: PerMinute.default(60_000),
    /** The header in which the proxy before the collector names who asks. Without it none is believed. */
    WAYBILL_ADDRESS_HEADER: HeaderName.optional(),
    /** The proxies that add to that header: how many stand in line, or which are believed. */
    WAYBILL_PROXIES: Proxies.default(1),
    /** Whether leads may be sent to addresses that only this network reaches: 1 for yes. */
    WAYBILL_ALLOW_PRIVATE_DESTINATIONS: z
      .enum(['0', '1'])
      .default('0')
      .transform((text) => text === '1'),
    /** Headers in which the proxy says where a request came from. */
    WAYBILL_COUNTRY_HEADER: HeaderName.optional(),
    WAYBILL_REGION_HEADER: HeaderName.optional(),
    /** What is logged; without it every request, and only what went wrong at a terminal. */
    WAYBILL_LOG: z.enum(LOG_LEVELS).optional(),
    /** Opens /metrics. */
    WAYBILL_METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  })
  .superRefine((settings, context) => {
    if (!settings.WAYBILL_DATABASE_URL) return;
    for (const name of ['WAYBILL_DATABASE_TOKEN', 'WAYBILL_SECRET'] as const) {
      if (!settings[name]) {
        context.addIssue({
          code: 'custom',
          path: [name],
          message: 'is missing; a libSQL server (WAYBILL_DATABASE_URL) needs it',
        });
      }
    }
  });
export type NodeSettings = z.infer<typeof NodeSettings>;

/** Settings of the Workers home: variables and secrets of the same names. */
const WorkerSettings = z.object({
  WAYBILL_DATABASE_URL: RemoteUrl,
  WAYBILL_DATABASE_TOKEN: z.string().min(1),
  WAYBILL_SECRET: z.string().min(32, 'must have at least 32 characters'),
  WAYBILL_PUBLIC_URL: Origin.optional(),
  WAYBILL_LOG: z.enum(LOG_LEVELS).default('info'),
});
export type WorkerSettings = z.infer<typeof WorkerSettings>;

/** Settings that cannot be worked with; the message names each and what to do. */
export class SettingsError extends Error {}

function parse<T>(schema: z.ZodType<T>, env: unknown): Readonly<T> {
  const settings = schema.safeParse(env);
  if (settings.success) return Object.freeze(settings.data);
  const faults = settings.error.issues.map(({ path, message, code }) => {
    const isMissing = code === 'invalid_type' && message.endsWith('received undefined');
    return `${path.join('.')} ${isMissing ? 'is missing' : message}`;
  });
  throw new SettingsError(`Set these variables and start again: ${faults.join('; ')}.`);
}

/** @throws {SettingsError} naming all faults together */
export function readNodeSettings(env: Record<string, string | undefined>): Readonly<NodeSettings> {
  // A variable that is set to nothing is not set.
  return parse(NodeSettings, Object.fromEntries(Object.entries(env).filter(([, value]) => value)));
}

/** @throws {SettingsError} naming all faults together */
export function readWorkerSettings(env: unknown): Readonly<WorkerSettings> {
  return parse(WorkerSettings, env);
}
