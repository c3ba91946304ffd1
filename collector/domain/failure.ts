/** Why a request cannot go on, and the status that says so over HTTP. The one table of both. */
export const STATUS = {
  bad_query: 400,
  content_type: 415,
  too_large: 413,
  not_utf8: 400,
  malformed_json: 400,
  unknown_version: 400,
  too_many_events: 400,
  invalid_message: 400,
  invalid_events: 400,
  unknown_site: 404,
  origin_missing: 403,
  origin_not_allowed: 403,
  no_key: 401,
  unknown_key: 401,
  forged: 403,
  link_spent: 410,
  not_found: 404,
  not_configured: 503,
  internal: 500,
} as const;

export type Reason = keyof typeof STATUS;

/** A request that cannot go on; the message says to the caller what to do. */
export class Failure extends Error {
  readonly reason: Reason;
  readonly details: unknown;

  constructor(reason: Reason, message: string, details?: unknown) {
    super(message);
    this.reason = reason;
    this.details = details;
  }
}
