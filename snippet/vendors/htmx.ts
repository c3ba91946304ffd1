import { guard } from '../browser/guard.ts';

interface Request {
  successful: boolean;
  requestConfig: { elt: HTMLFormElement; verb: string; triggeringEvent?: Event };
}

/**
 * htmx, which sends what a form holds, whatever it is called. What an input or a button within sends
 * on its own is no submission. https://htmx.org/events/#htmx:afterRequest
 */
WAYBILL_PARTS.push({
  vendor: { name: 'htmx', forms: 'form[hx-post],form[data-hx-post]', takes: true },
  start(core) {
    addEventListener(
      'htmx:afterRequest',
      guard(({ detail: { successful, requestConfig } }: CustomEvent<Request>) => {
        const { elt, verb, triggeringEvent } = requestConfig;
        const isSubmission = verb !== 'get' && triggeringEvent?.type === 'submit';
        if (isSubmission && core.isLead(elt)) {
          core.settle(elt, successful ? 'accepted' : 'blocked', 'htmx');
        }
      }) as EventListener,
      // Before a listener of the form's own empties it.
      true,
    );
  },
});
