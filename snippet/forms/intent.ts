import { MAX_LABEL_CHARS, MAX_OPTIONS } from '../../shared/limits.ts';
import type { Form, Intent } from '../../shared/wire.ts';
import { elementsOf, own } from './elements.ts';

function short(text: string | false | undefined): string {
  return (text || '').replace(/\s+/g, ' ').trim().slice(0, MAX_LABEL_CHARS);
}

/** Which form this is, in its own words. */
export function formOf(form: HTMLFormElement): Form {
  return { id: short(own(form, 'id')), name: short(own(form, 'name')) };
}

/** What was chosen from the author's own lists. What a person typed is never read. */
function optionsOf(form: HTMLFormElement): NonNullable<Intent['options']> {
  const options: NonNullable<Intent['options']> = [];
  for (const element of elementsOf(form) as (HTMLInputElement & HTMLSelectElement)[]) {
    // Any input may be marked as checked: of others than these the value is what a person typed.
    // Only lists have selected options; the entry of a list with an empty value is its prompt.
    const value = short(
      /radio|checkbox/.test(element.type)
        ? element.checked && (element.labels?.[0]?.textContent ?? element.value)
        : element.value && element.selectedOptions?.[0]?.text,
    );
    if (value) options.push({ name: short(element.name), value });
  }
  return options.slice(0, MAX_OPTIONS);
}

/** What the visitor set out to do with a form. */
export function intentOf(form: HTMLFormElement): Intent {
  const options = optionsOf(form);
  return { options, ...(options[0] && { topic: options[0].value }) };
}
