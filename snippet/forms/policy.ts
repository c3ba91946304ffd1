import { elementsOf, own } from './elements.ts';

/** Why a form may not be touched, or '' where it may. */
export function refusalOf(form: HTMLFormElement): string {
  if (own(form, 'dataset').waybill === 'off') return 'off';
  if (own(form, 'method') !== 'post') return 'method';
  const secret = elementsOf(form).find((element) =>
    /password|search|cc-|one-time/.test(element.type + element.autocomplete),
  );
  return secret?.type ?? '';
}

/** Whether fields may be added: only where the form posts to the page's own origin. */
export function mayCreate(form: HTMLFormElement): boolean {
  return own(form, 'action').startsWith(`${location.origin}/`);
}
