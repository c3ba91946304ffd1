/**
 * A form's own properties, read through the prototypes: an input named `method`, `elements` or
 * `getAttribute` hides the form's own.
 */
const elements = Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, 'elements')
  ?.get as () => Iterable<HTMLInputElement>;

export function elementsOf(form: HTMLFormElement): HTMLInputElement[] {
  return [...elements.call(form)];
}

export function attribute(form: HTMLFormElement, name: string): string {
  return Element.prototype.getAttribute.call(form, name) ?? '';
}
