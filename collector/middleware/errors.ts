import type { ErrorHandler, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Deps } from '../deps.ts';
import { Failure, STATUS } from '../domain/failure.ts';

/** Names the reason of a refusal, for support from a browser's network tab. */
export const REASON_HEADER = 'Waybill-Reason';

/** The one place where a failure becomes an answer. What was not foreseen is logged. */
export function onError({ log }: Deps): ErrorHandler {
  return function failed(error, c) {
    // Hono's own refusals (a forged form post) carry their answer.
    if (error instanceof HTTPException) return error.getResponse();
    if (!(error instanceof Failure)) log(error);
    const { reason, message, details } =
      error instanceof Failure
        ? error
        : new Failure('internal', 'The collector failed. Nothing was taken: send it again.');
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
