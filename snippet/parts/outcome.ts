import { phrase } from '../attribution/phrase.ts';
import { guard } from '../browser/guard.ts';
import { own } from '../browser/own.ts';
import { config } from '../config.ts';
import { parts } from '../core.ts';
import { type Control, elementsOf, find } from '../forms/elements.ts';
import { formOf } from '../forms/form.ts';
import type { Lead, Outcome } from '../forms/lead.ts';
import { saysThanks } from '../forms/thanks.ts';

/** How long what follows a try is taken for its outcome. */
const WAIT_MS = 30_000;
/** How soon a page goes once its script has sent a form. */
const LEAVE_MS = 5_000;
/** How soon a form's data are taken after the click that asks for it. */
const CLICK_MS = 2_000;
/** Whom pages tell of everything. */
const MEASURING =
  /google|doubleclick|facebook|clarity|hotjar|sentry|segment|linkedin|tiktok|matomo|plausible/;
/** Where a lead is kept that the next page may say thanks for. */
const SENT = 'waybill_sent';

/** How forms mark what was wrong. */
const ERRORS = '[aria-invalid=true],[class*=error],.is-invalid';

/** A lead that the next page may say thanks for, or ask again for: with the names in its form. */
interface Kept extends Lead {
  names: string;
}

/** A try at sending a form, of which it is not known yet what became of it. */
interface Try {
  /** By the clock that answers have. */
  at: number;
  /** It could be seen. */
  wasShown: boolean;
  /** Its data were taken, and no answer came since. */
  taken?: boolean;
  /** A good answer came. */
  answered?: boolean;
  /** The page has reset it, or said thanks. */
  done?: boolean;
}

function isShown(form: Element): boolean {
  return own(form, 'isConnected') && own(form, 'checkVisibility')?.call(form) !== false;
}

function namesIn(form: Element): string {
  return `${elementsOf(form).map(({ name }) => name)}`;
}

function listen(type: string, callback: (event: Event) => void): void {
  addEventListener(type, guard(callback), true);
}

/**
 * Finds out what becomes of forms. What the browser sends is submitted; what a script sends is
 * accepted once an answer was good, and the form then gone, or reset, or thanks were said. What is no
 * more than an attempt is no lead.
 */
parts.push({
  start(core) {
    const tries = new Map<Element, Try>();
    const begun = new Set<Element>();
    let clicked: EventTarget[] | undefined;
    let isListening = false;

    const leadOf = (form: Element, status: Lead['status'], by: string): Lead => {
      const { id, fields } = core.draftOf(form);
      return { id, status, by, form: formOf(form), intent: core.intentOf(form), fields };
    };
    const announce = (
      id: string,
      status: Outcome,
      by: string,
      lead?: Pick<Lead, 'form' | 'intent'>,
    ) => {
      const { form, intent } = lead ?? {};
      const detail = {
        ...{ id, status, by, lead_type: intent?.lead_type },
        form: { id: form?.id, name: form?.name },
      };
      dispatchEvent(new CustomEvent('waybill:lead', { detail }));
    };
    /** For the next page, which may say thanks. */
    const keep = (form: Element, lead: Lead) => {
      const kept: Kept = { ...lead, names: namesIn(form) };
      if (core.isFull()) sessionStorage.setItem(SENT, JSON.stringify(kept));
    };
    core.settle = guard((form: Element, status: Outcome, by: string) => {
      const draft = core.draftOf(form);
      const before = draft.status;
      // Only the page itself may say so of a form that is not to be touched.
      if (draft.isOff && by !== 'page') return;
      if (before === status || before === 'accepted' || (before && status === 'blocked')) return;
      draft.status = status;
      const lead = leadOf(form, status as Lead['status'], by);
      if (status === 'blocked') core.meant?.({ action: status, by }, form);
      else {
        if (before === 'submitted') core.accept?.(lead.id, by);
        else core.sent?.(lead, form);
        for (const part of parts) guard(() => part.told?.(lead, core))();
      }
      announce(lead.id, status, by, lead);
      if (by === 'native') keep(form, lead);
      // In a frame nothing is seen to be begun anew: what comes later is another lead.
      if (own(form, 'localName') !== 'form') setTimeout(() => core.renew(form), WAIT_MS);
    });

    /** Whether a form is no more to be seen, nor another like it in its place. */
    const isGone = (form: Element) =>
      !isShown(form) &&
      !core.roots
        .all()
        .flatMap((root) => find(root, 'form'))
        .some((other) => isShown(other) && namesIn(other) === namesIn(form));
    /** The tries that wait for their outcome. */
    const waiting = () => {
      for (const [form, { at }] of tries) if (performance.now() - at > WAIT_MS) tries.delete(form);
      return [...tries];
    };
    const settle = (form: Element, { answered, done, wasShown }: Try) => {
      // What its vendor tells is better than what can be guessed.
      if (answered && !core.vendorOf(form) && (done || (wasShown && isGone(form)))) {
        tries.delete(form);
        core.settle(form, 'accepted', 'answer');
      }
    };
    const done = (form: Element) => {
      const one = tries.get(form);
      if (!one) return;
      one.done = true;
      settle(form, one);
    };
    // Every answer that a script of the page gets, as the browser saw it; nothing of the page is
    // replaced for it. The status is 0 where another origin keeps it to itself.
    const listenForAnswers = () => {
      isListening = true;
      const hear = guard((list: PerformanceObserverEntryList) => {
        for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
          const { initiatorType, name, responseStatus = 0, startTime } = entry;
          if (!/fetch|xml|beacon/.test(initiatorType) || name.includes(config.collect)) continue;
          const isOwn = name.startsWith(`${location.origin}/`);
          // What only counts visitors answers no form.
          if (!isOwn && (initiatorType === 'beacon' || MEASURING.test(name))) continue;
          for (const [form, one] of waiting()) {
            if (startTime < one.at) continue;
            one.taken = false;
            one.answered ||= responseStatus < 400;
            if (one.answered) settle(form, one);
            else if (isOwn && !core.vendorOf(form)) core.settle(form, 'blocked', 'answer');
          }
        }
      });
      new PerformanceObserver(hear).observe({ type: 'resource' });
    };

    core.tried = (form, event) => {
      const submitter = event?.submitter as Control | undefined;
      if (!core.isLead(form, submitter)) return;
      core.draftOf(form).tries++;
      tries.set(form, { at: performance.now(), wasShown: isShown(form) });
      // Once every listener of the page has had its say and none stopped it, it is gone.
      const [, reason] = core.judge(form, submitter);
      setTimeout(() => {
        // What GET sends is looked up.
        if (event?.defaultPrevented === false && reason !== 'get')
          core.settle(form, 'submitted', 'native');
      });
      if (!isListening) listenForAnswers();
    };
    core.taken = (form, isUnasked) => {
      // Without an event before it counts only after a click in the form: scripts also keep drafts.
      const isNew = performance.now() - (tries.get(form)?.at ?? -CLICK_MS) >= CLICK_MS;
      if (isUnasked && isNew && clicked?.includes(form)) core.tried?.(form);
      const one = tries.get(form);
      // What goes into a frame leaves the page where it is.
      if (one && !/^[a-z]/i.test(own(form, 'target'))) {
        one.taken = true;
        one.at = performance.now();
      }
    };
    core.reset = done;
    core.roots.watch((nodes) => {
      const isThanked =
        waiting()[0] && Array.from(nodes).some(({ textContent }) => saysThanks(textContent ?? ''));
      for (const [form, one] of waiting()) {
        if (isThanked) one.done = true;
        settle(form, one);
      }
    });
    core.begun = (form, input) => {
      if (!core.judge(form)[0]) return;
      const { status } = core.draftOf(form);
      // What a person begins in a form after it was sent is a new lead; a retry without a change
      // is the same one.
      if (status && status !== 'blocked') {
        core.renew(form);
        core.fill();
      }
      const draft = core.draftOf(form);
      draft.lastField = phrase(input.name || input.id);
      if (draft.startedAt) return;
      draft.startedAt = Date.now();
      begun.add(form);
      core.meant?.({ action: 'start' }, form);
    };

    listen('click', (event) => {
      const path = event.composedPath();
      // A click into a field sends nothing.
      if (/^(text|search|email|tel|url|number|select)/.test((path[0] as Control).type)) return;
      clicked = path;
      setTimeout(() => {
        if (clicked === path) clicked = undefined;
      }, CLICK_MS);
    });
    // Scripts ask whether a field is valid, too; the browser does it after a click, or Enter, which
    // clicks the button.
    listen('invalid', (event) => {
      const { form } = event.composedPath()[0] as Control;
      if (
        form &&
        clicked?.some((node) => node === form || (node as Control).form === form) &&
        core.judge(form)[0]
      )
        core.settle(form, 'blocked', 'validation');
    });
    listen('pagehide', () => {
      for (const [form, { at, taken, answered }] of waiting()) {
        if (taken) core.settle(form, 'submitted', 'left');
        else if (answered && performance.now() - at < LEAVE_MS && !core.vendorOf(form))
          keep(form, leadOf(form, 'accepted', 'page'));
      }
      for (const form of begun) {
        if (!core.draftOf(form).status) core.meant?.({ action: 'abandon' }, form);
      }
      begun.clear();
    });
    // Once there is a visit.
    setTimeout(
      guard(() => {
        const text = sessionStorage.getItem(SENT);
        sessionStorage.removeItem(SENT);
        const heading = find(document, 'h1')[0]?.textContent;
        if (!text) return;
        const { names, ...lead }: Kept = JSON.parse(text);
        if (!saysThanks(`${location.pathname} ${own(document, 'title')} ${heading}`)) {
          // The server may show it again with what was wrong: the next try is the same lead.
          const again = find(document, 'form').find(
            (form) => namesIn(form) === names && find(form, ERRORS)[0],
          );
          if (again) {
            Object.assign(core.draftOf(again), { id: lead.id, status: 'blocked' });
            core.fill();
          }
          return;
        }
        if (lead.status === 'submitted') core.accept?.(lead.id, 'page');
        else core.sent?.(lead);
        announce(lead.id, 'accepted', 'page', lead);
      }),
    );
  },
});
