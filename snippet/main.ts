import type { WireEvent } from '../shared/wire.ts';
import './api.ts';
import { pageFrom } from './attribution/journey.ts';
import { fieldsFrom } from './attribution/manifest.ts';
import { messageFrom } from './attribution/message.ts';
import { type Visit, visitAfter } from './attribution/session.ts';
import { touchFrom } from './attribution/touch.ts';
import { consentNow } from './browser/consent.ts';
import { guard } from './browser/guard.ts';
import { newId } from './browser/id.ts';
import { arrivalOf, onReady } from './browser/page.ts';
import { send } from './browser/send.ts';
import { load, save } from './browser/store.ts';
import { config } from './config.ts';
import { onForm } from './forms/discover.ts';
import { fillForm, leadFrom, touchForm } from './forms/lead.ts';
import { onInput, onSubmit } from './forms/submit.ts';

const start = guard(() => {
  // A tag that stands on the page twice counts once. (An element may be called so, too.)
  if (window.waybill?.version) return;
  window.waybill = { version: config.script };

  const arrival = arrivalOf();
  const page = pageFrom(arrival, newId(), Date.now());
  const touch = touchFrom(arrival, page.at);
  let visit: Visit;
  try {
    visit = visitAfter(load<Visit>(1), touch, page, newId);
    // A trial: what was kept may be of any shape.
    fieldsFrom(visit, page.at);
  } catch {
    // What was kept is broken: begun anew.
    visit = visitAfter(undefined, touch, page, newId);
  }
  save(visit);

  const tell = (event: WireEvent) => {
    const now = Date.now();
    send(config.collect, messageFrom(visit, config.script, consentNow(now), [event], now));
  };
  const fillNow = (form: HTMLFormElement) => fillForm(form, visit, config.leads, Date.now());

  onForm(guard(fillNow));
  onInput(touchForm);
  onSubmit((form) => {
    const fields = fillNow(form);
    return () => fields && tell(leadFrom(form, visit, fields, page.url, Date.now()));
  });
  tell({ type: 'page_view', ...page, ...(visit.touches.last === touch && { touch }) });
});

onReady(start);
