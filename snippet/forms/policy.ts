import { attribute, elementsOf } from './elements.ts';

/** Why a form may not be touched, or '' where it may. */
export function refusalOf(form: HTMLFormElement): string {
  if (attribute(form, 'data-waybill') === 'off') return 'off';
  if (!/^post$/i.test(attribute(form, 'method'))) return 'method';
  const secret = elementsOf(form).find((element) =>
    /password|search|cc-|one-time/.test(element.type + element.autocomplete),
  );
  return secret ? secret.type : '';
}

/** Whether fields may be added: only where the form posts to the page's own origin. */
export function mayCreate(form: HTMLFormElement): boolean {
  return new URL(attribute(form, 'action'), location.href).origin === location.origin;
}
