import { guard } from '../browser/guard.ts';

interface JqueryEvent {
  type: string;
  target: Element;
}

declare global {
  interface Window {
    jQuery?(target: Document): {
      on(events: string, handler: (event: JqueryEvent, ...details: never[]) => void): void;
    };
  }
}

/**
 * Hears on the document what is told by jQuery's own `trigger`, which no `addEventListener` hears.
 * jQuery may come at any time, and more than once: it is looked for when a script was loaded, and
 * when somebody does what such an event can follow.
 */
export function onJquery<D extends unknown[]>(
  events: string,
  callback: (event: JqueryEvent, ...details: D) => void,
): void {
  let heard: Window['jQuery'];
  const look = guard(() => {
    const { jQuery } = window;
    if (jQuery === heard) return;
    heard = jQuery;
    jQuery?.(document).on(events, guard(callback) as never);
  });
  // Window does not hear of scripts that were loaded, the document does.
  for (const type of ['load', 'click', 'submit']) document.addEventListener(type, look, true);
  look();
}

/** A vendor whose forms tell of both by jQuery events of their own. */
export function toldByJquery(name: string, forms: string, accepted: string, blocked: string): void {
  WAYBILL_PARTS.push({
    vendor: { name, forms, takes: false },
    start(core) {
      onJquery(`${accepted} ${blocked}`, ({ type, target }) => {
        if (target.matches(forms)) {
          core.settle(target, type === accepted ? 'accepted' : 'blocked', name);
        }
      });
    },
  });
}
