import type { ErrorHandler, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Deps } from '../deps.ts';
import { Failure, STATUS } from '../domain/failure.ts';

/** Names the reason of a refusal, for support from a browser's network tab. */
export const REASON_HEADER = 'Waybill-Reason';

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
export function onError({ log }: Deps): ErrorHandler {
  return function failed(error, c) {
    const { reason, message, details } = failureFrom(error);
    if (reason === 'internal') log(error);
    c.header(REASON_HEADER, reason);
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
