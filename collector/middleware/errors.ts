import type { ErrorHandler, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Deps } from '../deps.ts';
import { Failure, type Reason, STATUS } from '../domain/failure.ts';
import type { Traced } from './request-log.ts';

/** Names the reason of a refusal, for support from a browser's network tab. */
export const REASON_HEADER = 'Waybill-Reason';

/** Seconds after which to come again, where the reason itself tells. */
const RETRY_AFTER: Partial<Record<Reason, number>> = { busy: 5 };

function failureFrom(error: Error): Failure {
  if (error instanceof Failure) return error;
  // Hono's own refusal of a form that another site posts.
  if (error instanceof HTTPException && error.status === 403) {
    return new Failure(
      'forged',
      'This did not come from a page of the dashboard. Open it anew; behind a proxy, set WAYBILL_PUBLIC_URL to the address that browsers use.',
    );
  }
  return new Failure('internal', 'The collector failed. Nothing was taken: send it again.');
}

/** The one place where a failure becomes an answer. What was not foreseen is logged. */
export function onError({ log }: Deps): ErrorHandler<Traced> {
  return function failed(error, c) {
    const { reason, message, more } = failureFrom(error);
    const { details, retryAfter = RETRY_AFTER[reason] } = more;
    if (reason === 'internal') log('error', 'request_failed', { id: c.var.requestId, error });
    c.header(REASON_HEADER, reason);
    if (retryAfter !== undefined) c.header('Retry-After', `${Math.ceil(retryAfter)}`);
    return c.json({ error: { reason, message, details } }, STATUS[reason]);
  };
}

export const notFound: NotFoundHandler = (c) => {
  c.header(REASON_HEADER, 'not_found');
  return c.json(
    { error: { reason: 'not_found', message: 'There is nothing at this address.' } },
    404,
  );
};
