import { guard } from '../browser/guard.ts';
import { own } from '../browser/own.ts';
import { config } from '../config.ts';
import { type Core, parts } from '../core.ts';
import { isCreated } from './created.ts';
import { type Control, elementsOf, find } from './elements.ts';
import { fill, isOurs } from './fill.ts';
import { draftOf } from './lead.ts';
import { findRoots } from './roots.ts';
import { vendorOf } from './vendor.ts';

/** Fills the forms of the page: when they are found, and again on their way out. */
export function trackForms(core: Core): void {
  /** Fills a form, and what was taken of it; `isNative` where the browser is to send that. */
  const fillForm = (form: HTMLFormElement, data?: FormData, isNative?: boolean) => {
    const draft = draftOf(form);
    const [level, reason] = core.judge(form, draft.event?.submitter as Control);
    draft.isOff = !level;
    if (!level) return;
    const values = core.values(form);
    const vendor = vendorOf(form);
    const { fields, has } = fill(elementsOf(form), values, core.dialects(), vendor?.listens);
    // What was added when it was sent stays known.
    draft.fields = data ? fields : { ...draft.fields, ...fields };
    if (!data) return;
    // What was taken may be older than what stands in the form now.
    for (const name of Object.keys(fields)) {
      if (data.getAll(name).length === 1) data.set(name, fields[name] as string);
    }
    if (level < 2 || !(isNative || vendor?.takes || reason === 'on')) return;
    for (const field of Object.keys(values)) {
      const name = vendor?.nameOf?.(field) ?? field;
      const value = values[field];
      if (value && !has.has(field) && !data.has(name) && isCreated(field, config.create)) {
        data.append(name, value);
        fields[name] = value;
      }
    }
  };

  const handlers: Record<string, (event: never, form: HTMLFormElement) => void> = {
    submit(event: SubmitEvent, form) {
      core.keep?.();
      const draft = draftOf(form);
      draft.event = event;
      fillForm(form);
      core.tried?.(form, event);
      setTimeout(() => delete draft.event);
    },
    formdata({ formData }: FormDataEvent, form) {
      const { event } = draftOf(form);
      // What no event came before is taken by a script, to send it or not.
      // (Firefox keeps the event's phase until it has sent the form.)
      const isNative = event && !event.defaultPrevented && !event.currentTarget;
      fillForm(form, formData, isNative);
      if (!isNative) core.taken?.(form, !event);
    },
    reset(_event, form) {
      core.reset?.(form);
      setTimeout(guard(() => fillForm(form)));
    },
    input({ target }: Event, form) {
      if (!isOurs(target as Element)) core.begun?.(form, target as Control);
    },
  };
  const listen = (target: EventTarget) => {
    for (const type of Object.keys(handlers)) {
      target.addEventListener(
        type,
        guard((event: Event) => {
          const from = event.composedPath()[0] as Control;
          const form = own(from, 'localName') === 'form' ? from : from.form;
          if (form) handlers[type]?.(event as never, form as HTMLFormElement);
        }),
        true,
      );
    }
  };
  core.roots = findRoots((root) => {
    for (const form of find<HTMLFormElement>(root, 'form')) guard(fillForm)(form);
    const loose = find<HTMLInputElement>(root, 'input').filter(({ form }) => !form);
    if (loose[0]) fill(loose, core.values(), {}, false, true);
    for (const part of parts) guard(() => part.scan?.(root, core))();
  }, listen);
  core.fill = core.roots.look;
}
