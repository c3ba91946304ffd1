import type { SnippetConfig, Touch } from '../../shared/wire.ts';
import { sourceOf } from '../attribution/touch.ts';
import type { Core, Part } from '../core.ts';
import { formReport } from './form-report.ts';
import type { FormReport, Inspection, TouchReport } from './inspection.ts';
import type { Log } from './log.ts';
import { rootsOf } from './roots.ts';
import { vendorsOf } from './vendors.ts';

function touchReport(touch: Touch | undefined): TouchReport | null {
  if (!touch) return null;
  const { source, medium, channel } = sourceOf(touch);
  return { ...touch, source, medium, channel };
}

function visitorReport(core: Core): Inspection['visitor'] {
  const { consent, visit } = core;
  const { first, last, last_non_direct } = visit.touches;
  return {
    storage: consent.storage.level,
    consent,
    id: core.isFull() ? visit.visitor : null,
    session: visit.session,
    touches: {
      first: touchReport(first),
      last: touchReport(last),
      last_non_direct: touchReport(last_non_direct),
    },
    path: visit.path.map(({ url, title, at, engaged_ms = 0 }) => ({ url, title, at, engaged_ms })),
    fields: core.values(),
  };
}

/** The running script, as the overlay finds it. */
export interface Running {
  core: Core;
  config: SnippetConfig;
  parts: readonly Part[];
}

const keys = new WeakMap<HTMLFormElement, number>();
const forms: WeakRef<HTMLFormElement>[] = [];

/** The same number for the same form, as long as it is there. */
function keyOf(form: HTMLFormElement): number {
  const key = keys.get(form) ?? forms.push(new WeakRef(form));
  keys.set(form, key);
  return key;
}

export function formOf(key: number): HTMLFormElement | undefined {
  return forms[key - 1]?.deref();
}

/** Looks at the page and at what the script knows. Nothing on the page is changed, nothing is sent. */
export function inspect({ core, config, parts }: Running, log: Log): Inspection {
  const roots = rootsOf(document);
  const watched = core.roots.all();
  const reports: FormReport[] = roots.flatMap(({ root, where }) =>
    [...root.querySelectorAll('form')].map((form) => ({
      key: keyOf(form),
      where,
      watched: watched.includes(root),
      ...formReport(form, core, config),
    })),
  );
  const { id, url, title } = core.page;
  return {
    version: 1,
    script: config.script,
    at: Date.now(),
    page: { id, url, title },
    visitor: visitorReport(core),
    forms: reports,
    sent: log.messages,
    leads: log.leads,
    vendors: vendorsOf(
      roots.map(({ root }) => root),
      parts,
    ),
    settings: { ...config },
  };
}
