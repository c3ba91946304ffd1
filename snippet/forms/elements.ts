import { own } from '../browser/own.ts';

/** What stands in a form, by what may be asked of any of it. */
export type Control = HTMLInputElement & { selectedOptions?: HTMLCollectionOf<HTMLOptionElement> };

/** Whether a selector, which an owner wrote, finds an element. */
export function fits(element: Element, selector: string): boolean {
  try {
    return element.matches(selector);
  } catch {
    // It is none.
    return false;
  }
}

/** What a selector finds. */
export function find<E extends Element = HTMLElement>(root: ParentNode, selector: string): E[] {
  return [...own(root as Element, 'querySelectorAll').call(root, selector)] as E[];
}

export function attributeOf(element: Element, name: string): string {
  return own(element, 'getAttribute').call(element, name) ?? '';
}

/** All of a form, wherever on the page it stands. What is no form has none. */
export function elementsOf(form: Element): Control[] {
  try {
    return [...own(form as HTMLFormElement, 'elements')] as Control[];
  } catch {
    return [];
  }
}

/** The nearest element around a form, or itself, that a selector finds. */
export function around(form: Element, selector: string): Element | null {
  return own(form, 'closest').call(form, selector);
}

/** A button's own words. */
export function labelOf(button: Element | null | undefined): string {
  return button?.textContent?.trim() || (button as HTMLInputElement | undefined)?.value || '';
}

export function submitterOf(form: Element): Control | undefined {
  return elementsOf(form).find(({ type }) => /submit|image/.test(type));
}
