import { decisive } from '../shared/source.ts';
import './api.ts';
import { fieldsFrom } from './attribution/manifest.ts';
import { visitAfter } from './attribution/session.ts';
import { identityOf, pageFrom, sourceOf, touchFrom } from './attribution/touch.ts';
import { guard } from './browser/guard.ts';
import { newId } from './browser/id.ts';
import { own } from './browser/own.ts';
import { onSeen } from './browser/page.ts';
import { config } from './config.ts';
import { type Core, parts } from './core.ts';
import { explain } from './forms/fill.ts';
import { draftOf, renew } from './forms/lead.ts';
import { trackForms } from './forms/track.ts';
import { vendorOf } from './forms/vendor.ts';

const isPersonal = (name: string) => parts.some((part) => part.isPersonal?.(name));
const scrub = (url: string) => parts.reduce((text, part) => part.scrub?.(text) ?? text, url);

const start = guard(() => {
  // A tag that stands on the page twice counts once. (An element may be called so, too.)
  if (typeof window.waybill?.version === 'string') return;
  // What the stub noted, where the page has one, and what the page asked before.
  const { url: early, q } = window.waybill ?? {};

  /** A reload, or a way back, is no arrival. */
  const isReload = performance.navigation?.type > 0;

  const core = {
    arrive: (url, referrer, at) => touchFrom(url, referrer, at, scrub, isPersonal),
    identityOf,
    visitAfter,
    recall: () => (core.isFull() && core.load()) || core.visit,
    enter(before, quiet = isReload) {
      const { touch, page } = core;
      // Only now: what else is of the site shows when its cookies were asked for.
      if (core.owns(touch)) touch.own = true;
      core.visit = visitAfter(before, touch, quiet, config.lookback_ms, page.at, newId);
      core.walk?.();
      if (core.isFull()) core.save(core.visit);
      core.seen?.();
      // What a vendor's script draws next has to be given to it before.
      for (const part of parts) guard(() => part.scan?.(document, core))();
      // A task of its own: whatever is sent before it runs is filled on its way out.
      setTimeout(core.fill);
    },
    see(referrer) {
      const now = Date.now();
      const { href } = location;
      const isLater = !!core.page;
      core.page = pageFrom(href, own(document, 'title'), newId(), now, scrub);
      core.touch ??= core.arrive(typeof early === 'string' ? early : href, referrer, now);
      core.enter(core.recall(), isLater || isReload);
    },
    values(form = document.documentElement) {
      const { id } = draftOf(form);
      return Object.defineProperties(
        fieldsFrom(core.visit, Date.now(), id, config.leads + id),
        Object.getOwnPropertyDescriptors(core.fields?.(form) ?? {}),
      );
    },
    dialects() {
      const values = {};
      for (const part of parts) guard(() => Object.assign(values, part.dialect?.(core)))();
      return values;
    },
    source: () => sourceOf(decisive(core.visit.touches)),
    intentOf: () => ({}),
    draftOf,
    renew,
    vendorOf,
    matchOf: explain,
    judge: () => [0, ''],
    isLead: () => false,
  } as Partial<Core> as Core;
  window.waybill = { version: config.script, ...(q && { q }) };

  trackForms(core);
  for (const part of parts) guard(() => part.start?.(core))();
  core.see(own(document, 'referrer'));
});

onSeen(start);
