import { MAX_OPTIONS } from '../../shared/limits.ts';
import { pathOf } from '../../shared/url.ts';
import type { Intent } from '../../shared/wire.ts';
import { phrase } from '../attribution/phrase.ts';
import { own } from '../browser/own.ts';
import { parts } from '../core.ts';
import { around, attributeOf, elementsOf, find } from './elements.ts';
import { formOf } from './form.ts';
import { leadTypeOf } from './lead-type.ts';
import { pageData } from './topic.ts';

/** What is ticked to agree to something says nothing of what somebody is after. */
const CONSENT = /consent|privacy|terms|agree|gdpr|opt.?in|newsletter|subscribe|remember/i;

const PERSONAL = /address|street|post.?c|zip|birth|bday|dob|gender|\bsex|card|\bcc-|salutation/i;

/** What was chosen from the author's own lists. What a person typed is never read. */
function optionsOf(form: Element): NonNullable<Intent['options']> {
  const options: NonNullable<Intent['options']> = [];
  for (const element of elementsOf(form)) {
    const { type, name, value, labels, checked, selectedOptions, autocomplete } = element;
    // Lists of addresses and birthdays say who somebody is, not what he is after.
    if (PERSONAL.test(`${name} ${autocomplete}`)) continue;
    // Any input may be marked as checked: of others than these the value is what a person typed.
    // Only lists have selected options; the entry of a list with an empty value is its prompt.
    const chosen = /radio|checkbox/.test(type)
      ? checked && !CONSENT.test(name) && (labels?.[0]?.textContent ?? value)
      : value && selectedOptions?.[0]?.text;
    const text = phrase(chosen || '');
    if (text) options.push({ name: phrase(name), value: text });
  }
  return options.slice(0, MAX_OPTIONS);
}

let known: { text: string; data: ReturnType<typeof pageData> } | undefined;

/** What the page says of itself, which is asked for every form, and mostly the same. */
function dataOf(texts: string[]): ReturnType<typeof pageData> {
  const text = texts.join();
  if (known?.text !== text) known = { text, data: pageData(texts) };
  return known.data;
}

/** What the visitor set out to do with a form, as far as the form and its page tell. */
export function intentOf(form: Element): Intent {
  const { id, name, heading = '', submit_label = '' } = formOf(form);
  const options = optionsOf(form);
  const data = find(document, 'script[type="application/ld+json"]');
  const { types, topic } = dataOf(data.map(({ textContent }) => textContent ?? ''));
  const fields = elementsOf(form).filter(({ type }) => /^(text|email|tel|url)|area/.test(type));
  const onlyEmail = !fields[1] && fields[0]?.type === 'email';
  const lead_type = attributeOf(around(form, '[data-waybill-type]') ?? form, 'data-waybill-type');
  return {
    ...(lead_type
      ? { lead_type: phrase(lead_type), lead_type_by: 'declared' }
      : leadTypeOf(
          [
            ['button', submit_label],
            ['heading', heading],
            ['form', `${name} ${id}`],
            ...(onlyEmail ? ['email only'] : fields.map((field) => field.name)).map(
              (one) => ['field', one] as const,
            ),
            // The form for a newsletter stands on all pages, whatever they are about.
            ...(onlyEmail ? [] : types).map((one) => ['json-ld', one] as const),
            ...pathOf(location.href)
              .split(/(?=\/)/)
              .map((one) => ['path', one] as const),
          ],
          parts.flatMap((part) => part.leadTypes ?? []),
        )),
    topic: topic || options[0]?.value || heading || phrase(own(document, 'title')),
    options,
  };
}
