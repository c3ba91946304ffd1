import './api.ts';
import { visitAfter } from './attribution/session.ts';
import { identityOf, pageFrom, touchFrom } from './attribution/touch.ts';
import { guard } from './browser/guard.ts';
import { newId } from './browser/id.ts';
import { onSeen } from './browser/page.ts';
import { config } from './config.ts';
import { type Core, parts } from './core.ts';
import { onForm } from './forms/discover.ts';
import { fillForm, renewForm } from './forms/lead.ts';
import { onSubmit } from './forms/submit.ts';

const isPersonal = (name: string) => parts.some((part) => part.isPersonal?.(name));
const scrub = (url: string) => parts.reduce((text, part) => part.scrub?.(text) ?? text, url);
const intentOf = (form: HTMLFormElement) =>
  parts.find((part) => part.intentOf)?.intentOf?.(form) ?? {};

const start = guard(() => {
  // A tag that stands on the page twice counts once. (An element may be called so, too.)
  if (window.waybill?.version) return;
  // What the stub noted, where the page has one.
  const early = window.waybill?.url;
  window.waybill = { version: config.script };

  /** A reload, or a way back, is no arrival. */
  const isReload = performance.navigation?.type > 0;

  const core = {
    arrive: (url, referrer, at) => touchFrom(url, referrer, at, scrub, isPersonal),
    identityOf,
    renewForm,
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
      core.fill?.();
    },
    see(referrer) {
      const now = Date.now();
      const { href } = location;
      const isLater = !!core.page;
      core.page = pageFrom(href, document.title, newId(), now, scrub);
      core.touch ??= core.arrive(typeof early === 'string' ? early : href, referrer, now);
      core.enter(core.recall(), isLater || isReload);
    },
  } as Core;
  const fillNow = (form: HTMLFormElement) =>
    fillForm(form, core.visit, intentOf(form), config.leads, core.fields?.());

  for (const part of parts) part.start?.(core);
  core.see(document.referrer);
  core.fill = onForm(guard(fillNow));
  onSubmit((form) => {
    core.keep?.();
    const filled = fillNow(form);
    return () => filled && core.sent?.(form, filled);
  });
});

onSeen(start);
