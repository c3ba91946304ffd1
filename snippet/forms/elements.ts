/**
 * A form's own property, read through the prototypes: an input named `method`, `elements` or
 * `append` hides the form's own.
 */
export function own<K extends keyof HTMLFormElement>(
  form: HTMLFormElement,
  name: K,
): HTMLFormElement[K] {
  return Reflect.get(HTMLFormElement.prototype, name, form);
}

export function elementsOf(form: HTMLFormElement): HTMLInputElement[] {
  return [...own(form, 'elements')] as HTMLInputElement[];
}
