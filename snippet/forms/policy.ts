import { elementsOf, own } from './elements.ts';

/** Whether a form may be touched at all. */
export function mayFill(form: HTMLFormElement): boolean {
  return (
    own(form, 'dataset').waybill !== 'off' &&
    own(form, 'method') === 'post' &&
    !elementsOf(form).some((element) =>
      /password|search|cc-|one-time/.test(element.type + element.autocomplete),
    )
  );
}

/** Whether fields may be added: only where the form posts to the page's own origin. */
export function mayCreate(form: HTMLFormElement): boolean {
  return own(form, 'action').startsWith(`${location.origin}/`);
}
