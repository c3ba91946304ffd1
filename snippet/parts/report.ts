import { MAX_FIELDS, MAX_HINTS, MAX_LEAD_BYTES, MAX_TEXT_CHARS } from '../../shared/limits.ts';
import { hostOf } from '../../shared/url.ts';
import type { Batch, LeadEvent, WireEvent } from '../../shared/wire.ts';
import { guard } from '../browser/guard.ts';
import { newId } from '../browser/id.ts';
import { openOutbox } from '../browser/outbox.ts';
import { own } from '../browser/own.ts';
import { config } from '../config.ts';
import { parts } from '../core.ts';
import { attributeOf, find } from '../forms/elements.ts';
import { formOf } from '../forms/form.ts';

function sizeOf(value: unknown): number {
  return new Blob([JSON.stringify(value)]).size;
}

/** How long events are gathered, to go in one message. */
const GATHER_MS = 2_000;

/** What tells which form tools a page uses; whose they are the collector knows. */
function hintsOf(): string[] {
  const hosts = new Set<string>();
  const names = new Set<string>();
  const elements = [...own(document, 'forms'), ...find(document, 'iframe,[data-url]')];
  for (const element of [...elements, ...own(document, 'scripts')]) {
    const isForm = own(element, 'localName') === 'form';
    for (const { name, value } of own(element, 'attributes')) {
      if (/^(action|src|data-url)$/.test(name)) hosts.add(hostOf(value));
      else if (isForm && /-/.test(name)) hosts.add(name);
    }
    let box: Element | null = isForm ? element : null;
    for (let i = 3; box && i--; box = own(box, 'parentElement')) {
      for (const name of [attributeOf(box, 'id'), ...own(box, 'classList')]) names.add(name);
    }
  }
  return [...hosts, ...names]
    .filter((hint) => hint && hint !== hostOf(location.href) && hint.length <= MAX_TEXT_CHARS)
    .slice(0, MAX_HINTS);
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
    const deliver = openOutbox(core, config.collect);
    let queue: WireEvent[] = [];
    let isLeaving = false;
    const send = (events: WireEvent[]) => {
      const { session, visitor } = core.visit;
      const batch: Batch = {
        v: 1,
        script: config.script,
        sent_at: Date.now(),
        visitor: core.isFull() ? visitor : null,
        session,
        consent: core.consent,
        events,
      };
      if (events[0]) void deliver(JSON.stringify(batch));
    };
    const flush = guard(() => {
      const events = queue;
      queue = [];
      const view = events.find((event) => event.type === 'page_view');
      if (view) guard(() => Object.assign(view, { hints: hintsOf() }))();
      const leads = events.filter(({ type }) => type === 'lead');
      // The browser takes so much at a time: leads go first.
      for (const lead of leads) send([lead]);
      // Of a visitor who took his consent back nothing else is told.
      send(events.filter(({ type }) => type !== 'lead' && (core.isFull() || type === 'accepted')));
    });
    // While the page loads, nothing is sent; nor while the browser is busy with a form.
    const tell = (event: WireEvent) => {
      queue.push(event);
      const isNews = event.type === 'accepted' || (event.type === 'lead' && event.by !== 'native');
      if (isNews || isLeaving || document.visibilityState === 'hidden') flush();
      else setTimeout(flush, GATHER_MS);
    };
    document.addEventListener('visibilitychange', flush);
    addEventListener('pagehide', () => {
      isLeaving = true;
      flush();
    });
    addEventListener('pageshow', () => {
      isLeaving = false;
    });
    core.seen = () => {
      const { touch, page, visit } = core;
      const isNew = visit.touches.last === touch;
      if (core.isFull())
        tell({
          type: 'page_view',
          ...page,
          ...(isNew && { touch }),
        });
    };
    core.meant = (event, form) => {
      if (core.isFull())
        tell({
          type: 'intent',
          id: newId(),
          at: Date.now(),
          page: core.page.url,
          intent: {},
          ...(form && {
            form: formOf(form),
            intent: core.intentOf(form),
            lead: core.draftOf(form).id,
          }),
          ...event,
        });
    };
    core.accept = (id, by) =>
      tell({ type: 'accepted', id, at: Date.now(), by, page: core.page.url });
    core.sent = (lead, form) => {
      const { touches, path } = core.visit;
      const event: LeadEvent = {
        ...lead,
        type: 'lead',
        at: Date.now(),
        page: core.page.url,
        touches: { ...touches },
        path: [...path],
        fields: Object.fromEntries(
          Object.entries(lead.fields)
            .filter(([name]) => name.length <= MAX_TEXT_CHARS)
            .slice(0, MAX_FIELDS),
        ),
      };
      for (const part of parts) guard(() => part.lead?.(event, core, form))();
      if (sizeOf(event) > MAX_LEAD_BYTES) delete event.touches.list;
      while (sizeOf(event) > MAX_LEAD_BYTES && event.path[1]) event.path.splice(1, 1);
      tell(event);
    };
  },
});
