/** Why a request cannot go on, and the status that says so over HTTP. The one table of both. */
export const STATUS = {
  bad_query: 400,
  bad_request: 400,
  content_type: 415,
  too_large: 413,
  url_too_long: 414,
  cut_off: 400,
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
  forbidden: 403,
  forged: 403,
  link_spent: 410,
  not_found: 404,
  key_reused: 409,
  in_use: 409,
  rate_limited: 429,
  busy: 503,
  not_configured: 503,
  internal: 500,
} as const;

export type Reason = keyof typeof STATUS;

interface More {
  /** What else the caller is told. */
  details?: unknown;
  /** When to come back, in seconds. */
  retryAfter?: number;
  /** How many events went with it, for the ledger. */
  events?: number;
}

/** A request that cannot go on; the message says to the caller what to do. */
export class Failure extends Error {
  readonly reason: Reason;
  readonly more: More;

  constructor(reason: Reason, message: string, more: More = {}) {
    super(message);
    this.reason = reason;
    this.more = more;
  }
}
