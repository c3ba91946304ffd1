import { MAX_LEAD_BYTES } from '../../shared/limits.ts';
import type { Batch, LeadEvent, WireEvent } from '../../shared/wire.ts';
import { config } from '../config.ts';
import { parts } from '../core.ts';
import { onInput } from '../forms/input.ts';
import { formOf } from '../forms/intent.ts';

function sizeOf(value: unknown): number {
  return new Blob([JSON.stringify(value)]).size;
}

/** Tells the collector of page views and leads; a form goes its way whether it hears or not. */
parts.push({
  start(core) {
    core.post = async (url, body) => {
      try {
        // It outlives the page. A string body is `text/plain`, which needs no preflight; a path is
        // of this page's origin, whatever its base.
        return await fetch(new URL(url, location.href), { method: 'POST', body, keepalive: true });
      } catch {
        // The collector is out of reach; or the page, or a blocker, replaced `fetch`.
        return undefined;
      }
    };
    core.tell = (event: WireEvent) => {
      const { session, visitor } = core.visit;
      const batch: Batch = {
        v: 1,
        script: config.script,
        sent_at: Date.now(),
        visitor: core.isFull() ? visitor : null,
        session,
        consent: core.consent,
        events: [event],
      };
      void core.post(config.collect, JSON.stringify(batch));
    };
    core.seen = () => {
      const { touch, page, visit } = core;
      const isNew = visit.touches.last === touch;
      if (core.isFull()) core.tell({ type: 'page_view', ...page, ...(isNew && { touch }) });
    };
    // What a person begins in a form after it was sent is a new lead; a retry without a change is
    // the same one.
    const sent = new WeakSet<HTMLFormElement>();
    onInput((form) => {
      if (sent.delete(form)) core.renewForm(form);
    });
    core.sent = (form, { id, intent, fields }) => {
      sent.add(form);
      const { touches, path } = core.visit;
      const lead: LeadEvent = {
        type: 'lead',
        id,
        at: Date.now(),
        status: 'submitted',
        page: core.page.url,
        form: formOf(form),
        intent,
        touches: { ...touches },
        path: [...path],
        fields,
      };
      for (const part of parts) part.lead?.(lead, core);
      if (sizeOf(lead) > MAX_LEAD_BYTES) delete lead.touches.list;
      while (sizeOf(lead) > MAX_LEAD_BYTES && lead.path[1]) lead.path.splice(1, 1);
      core.tell(lead);
    };
  },
});
