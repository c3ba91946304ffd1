import * as z from 'zod';

const Origin = z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin);
const Port = z.coerce.number().int().min(1).max(65_535);
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
    /** Signs cookies. The embedded home makes its own. */
    WAYBILL_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
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
