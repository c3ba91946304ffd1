import { referenceOf } from '../../shared/reference.ts';
import type { Api, LeadWords } from '../api.ts';
import { guard } from '../browser/guard.ts';
import { newScript } from '../browser/page.ts';
import { config } from '../config.ts';
import { parts } from '../core.ts';

/** What a page may ask, and what it asked before the script was there; the code that it may show. */
parts.push({
  // What is read out on the telephone leads to the caller's path.
  scan(root, core) {
    for (const element of root.querySelectorAll('[data-waybill-ref]')) {
      const code = referenceOf(core.visit.session.id);
      if (element.textContent !== code) element.textContent = code;
    }
  },
  start(core) {
    const waybill = window.waybill as Api;
    Object.assign(waybill, {
      fields: (form) => ({ ...core.values(form ?? undefined) }),
      lead(from) {
        const page = document.documentElement;
        const isElement = (from as Element | undefined)?.nodeType === Node.ELEMENT_NODE;
        const form = isElement ? (from as Element) : document.createElement('form');
        if (!isElement) {
          const { name = '', lead_type = '' } = (from ?? {}) as LeadWords;
          // What is no form of the page stands as one of its own, by the id that `fields` gave.
          form.setAttribute('name', name);
          form.setAttribute('data-waybill-type', lead_type);
          core.draftOf(form).id = core.draftOf(page).id;
          core.renew(page);
        }
        core.settle(form, 'accepted', 'page');
        return core.draftOf(form).id;
      },
      on(event, callback) {
        addEventListener(`waybill:${event}`, (told) => callback((told as CustomEvent).detail));
      },
      debug() {
        Object.assign(waybill, { core, config, parts });
        newScript(config.debug);
      },
    } satisfies Partial<Api>);
    const ask = guard(([name, ...words]: [name: string, ...words: unknown[]]) =>
      (waybill as never as Record<string, (...words: unknown[]) => void>)[name]?.(...words),
    );
    // Once there is a visit.
    setTimeout(() => {
      const { q } = waybill;
      if (Array.isArray(q)) q.forEach(ask);
      // Who asks so later is answered at once.
      waybill.q = { push: ask };
      if (/[?&]waybill=debug\b/.test(location.search)) waybill.debug?.();
    });
  },
});
