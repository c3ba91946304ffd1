import { elementsOf, own } from './elements.ts';

/** The value Waybill wrote into an input: what is found changed later is somebody else's. */
const written = new WeakMap<HTMLInputElement, string>();
/** By every name that was written, since what is not said any more must not stay. */
const all: Record<string, string> = {};

/**
 * Writes the values into the form's hidden fields of these names, and creates those
 * that are missing and have a value. Returns what now stands in the form by Waybill's hand.
 */
export function fill(
  form: HTMLFormElement,
  values: Readonly<Record<string, string>>,
  creates: boolean,
): Record<string, string> {
  const filled: Record<string, string> = {};
  const elements = elementsOf(form);
  for (const name in Object.assign(all, values)) {
    const value = values[name] ?? '';
    const named = elements.filter((element) => element.name === name);
    if (!named.length && value && creates) {
      const input = document.createElement('input');
      input.type = 'hidden';
      input.name = name;
      own(form, 'append').call(form, input);
      named.push(input);
    }
    for (const input of named) {
      if (
        input.type === 'hidden' &&
        (!input.value || input.value === written.get(input) || name.startsWith('waybill_'))
      ) {
        input.value = value;
        written.set(input, value);
        filled[name] = value;
      }
    }
  }
  return filled;
}
