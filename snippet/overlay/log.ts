import type { WireEvent } from '../../shared/wire.ts';
import type { Core } from '../core.ts';
import type { LeadReport, MessageReport } from './inspection.ts';

/** Where it is kept for the pages to come: a form that the browser sends leaves its page. */
const NAME = 'waybill_debug';
const MAX_KEPT = 50;
const MAX_ANSWER_CHARS = 500;

export interface Log {
  messages: MessageReport[];
  leads: LeadReport[];
}

function kept(): Log {
  try {
    return JSON.parse(sessionStorage.getItem(NAME) ?? '') as Log;
  } catch {
    return { messages: [], leads: [] };
  }
}

/** Messages that went from this page before anybody looked, as far as the browser remembers them. */
function earlier(collect: string, before: number): MessageReport[] {
  const entries = performance.getEntriesByName(new URL(collect, location.href).href);
  return entries
    .filter(({ startTime }) => startTime < before)
    .map((entry) => {
      const { responseStatus = 0 } = entry as PerformanceResourceTiming;
      return {
        at: Math.round(performance.timeOrigin + entry.startTime),
        events: [],
        answer: { status: responseStatus, text: '' },
      };
    });
}

function eventsOf(body: string): MessageReport['events'] {
  const { events } = JSON.parse(body) as { events: WireEvent[] };
  return events.map((event) => ({
    type: event.type === 'intent' ? `intent: ${event.action}` : event.type,
    id: event.id,
    status: 'status' in event ? event.status : null,
    by: ('by' in event && event.by) || null,
  }));
}

/**
 * Notes what is sent from now on, and how it is answered. Only a tab in
 * which somebody looks keeps it, until he closes it.
 */
export function watch(core: Core, collect: string): () => Log {
  const log = kept();
  const began = performance.now();
  const save = () => {
    log.messages.splice(0, log.messages.length - MAX_KEPT);
    log.leads.splice(0, log.leads.length - MAX_KEPT);
    try {
      sessionStorage.setItem(NAME, JSON.stringify(log));
    } catch {
      // Blocked, or full: then it is of this page alone.
    }
  };
  const { post } = core;
  core.post = async (url, body) => {
    const message: MessageReport = { at: Date.now(), events: [], answer: null };
    try {
      message.events = eventsOf(body);
    } catch {
      // Not a batch: what other parts ask of the collector.
    }
    log.messages.push(message);
    save();
    const answer = await post(url, body);
    message.answer = { status: answer?.status ?? 0, text: '' };
    save();
    void answer
      ?.clone()
      .text()
      .then((text) => {
        message.answer = { status: answer.status, text: text.slice(0, MAX_ANSWER_CHARS) };
        save();
      })
      .catch(() => {});
    return answer;
  };
  addEventListener('waybill:lead', (event) => {
    const { id, status, by, form, lead_type } = (event as CustomEvent).detail;
    log.leads.push({
      at: Date.now(),
      id,
      status,
      by: by ?? '',
      form: form?.id || form?.name || '',
      lead_type: lead_type ?? null,
    });
    save();
  });
  return () => ({
    leads: log.leads,
    messages: [...log.messages, ...earlier(collect, began)].sort((a, b) => a.at - b.at),
  });
}
