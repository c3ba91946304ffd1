import type { Form } from '../../shared/wire.ts';
import { phrase } from '../attribution/phrase.ts';
import { around, attributeOf, find, labelOf, submitterOf } from './elements.ts';

/** Which form this is, in its own words. */
export function formOf(form: Element): Form {
  const [heading, name, id, label] = [
    // In the form, or else in what is around it.
    ['form', 'section,dialog,article,div']
      .map((box) => around(form, box))
      .map((box) => box && find(box, 'legend,h1,h2,h3,h4')[0])
      .find(Boolean)?.textContent,
    attributeOf(form, 'name') || attributeOf(form, 'aria-label'),
    attributeOf(form, 'id'),
    labelOf(submitterOf(form)),
  ].map((text) => phrase(text)) as [string, string, string, string];
  return { id, name, heading, submit_label: label };
}
