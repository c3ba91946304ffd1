import { MAX_TEXT_CHARS } from '../../shared/limits.ts';
import type { Contact } from '../../shared/wire.ts';
import { guard } from '../browser/guard.ts';
import { config } from '../config.ts';
import { parts } from '../core.ts';
import { elementsOf, fits } from '../forms/elements.ts';

/** As long as a message may be in the contract. */
const MAX_MESSAGE_CHARS = 4_000;

/** Where a value stands if the owner did not say, in the order of trust. */
const PLACES: Record<keyof Contact, string> = {
  email: '[autocomplete~=email]|[type=email]',
  name: '[autocomplete~=name]|[autocomplete~=given-name],[autocomplete~=family-name]',
  phone: '[autocomplete~=tel]|[autocomplete~=tel-national]|[type=tel]',
  company: '[autocomplete~=organization]',
  message: 'textarea:not([name*=captcha])',
};

/** What a form holds of a person now. */
function contactOf(form: Element): Contact {
  const contact: Contact = {};
  // No secret, and nothing that nobody typed, whatever the selector says.
  const inputs = elementsOf(form).filter(
    ({ type, autocomplete, value }) =>
      value && !/pass|file|hidden|radio|check|cc-|one-time/.test(type + autocomplete),
  );
  for (const [key, places] of Object.entries(PLACES)) {
    const said = config.contact?.[key as keyof Contact];
    for (const place of said ? [said] : places.split('|')) {
      const found = inputs.filter((input) => fits(input, place)).map(({ value }) => value.trim());
      const isMessage = key === 'message';
      // Given and family name are one; of two others the second repeats the first.
      const text = place.includes(',') ? found.join(' ') : found[0];
      if (text && !(isMessage && found[1]))
        contact[key as keyof Contact] ??= text.slice(
          0,
          isMessage ? MAX_MESSAGE_CHARS : MAX_TEXT_CHARS,
        );
    }
  }
  return contact;
}

/** What forms held when somebody last typed in them: one may be empty once it was sent. */
const typed = new WeakMap<Element, Contact>();

/** Adds to a lead what the owner wants to know of a person; nothing else ever holds it. */
parts.push({
  start(core) {
    const { begun } = core;
    core.begun = (form, input) => {
      begun?.(form, input);
      if (core.judge(form)[0]) typed.set(form, contactOf(form));
    };
  },
  lead: guard((event, core, form) => {
    if (form && !core.draftOf(form).isOff)
      event.contact = { ...typed.get(form), ...contactOf(form) };
  }),
});
