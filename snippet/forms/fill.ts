import { TAGS } from '../../shared/fields.ts';
import { HEAD_TABLE } from '../../shared/head-table.ts';
import { idNamesOf } from '../../shared/source.ts';
import { type Match, matchOf, spellings } from './names.ts';

/** The value Waybill wrote into an input: what is found changed later is somebody else's. */
const written = new WeakMap<Element, string>();
/** By every name that had a value, since what is not said any more must not stay. */
let names = [...TAGS.map((tag) => `utm_${tag}`), ...idNamesOf(HEAD_TABLE)];
let known = spellings(names);

const hidden = new WeakMap<Element, boolean>();

/** Whether nobody can see a text input: some builders have no other hidden ones. */
function isUnseen(input: Element): boolean {
  let isHidden = hidden.get(input);
  for (let box: Element | null = input; box && !isHidden; box = box.parentElement) {
    isHidden = getComputedStyle(box).display === 'none';
  }
  hidden.set(input, !!isHidden);
  return !!isHidden;
}

/** Whether an input may be written: nobody sees it, and its value is nobody else's. */
function mayWrite(input: HTMLInputElement, { field, how }: Match): boolean {
  const { type, value } = input;
  return (
    (type === 'hidden' || (type === 'text' && /^utm_|clid/.test(field) && isUnseen(input))) &&
    (!value ||
      value === written.get(input) ||
      field.startsWith('waybill_') ||
      (how === 'token' && !written.has(input)))
  );
}

/** Which value an input is for, by which rule, and whether it is and was written. */
export function explain(input: HTMLInputElement) {
  const match = matchOf(input, known);
  return match && { ...match, isOurs: written.has(input), mayWrite: mayWrite(input, match) };
}

/** Whether what an input holds was written by Waybill. */
export function isOurs(input: Element): boolean {
  return written.has(input);
}

/** Whether a framework keeps what is in an input: it has left something of its own on it. */
function isKept(input: Element): boolean {
  return (
    // jQuery's own mark says no more than that the page uses it.
    Reflect.ownKeys(input).some((key) => !/^jQuery/.test(String(key))) ||
    [...input.attributes].some(({ name }) => /^(x-|wire:|v-|ng-|\(|\[|:|@)/.test(name))
  );
}

function write(input: HTMLInputElement, value: string, listens: boolean): void {
  written.set(input, value);
  if (input.value === value) return;
  // A framework that keeps the value itself replaces the setter of the input that it made.
  Reflect.set(HTMLInputElement.prototype, 'value', value, input);
  if (!listens) return;
  for (const type of ['input', 'change', 'focusout']) {
    // Nothing loses the focus: what closes itself then looks at where it goes.
    input.dispatchEvent(new FocusEvent(type, { bubbles: true, relatedTarget: input }));
  }
}

/** What stands in a form, by the names of the values, and by what its inputs are called there. */
export interface Filling {
  /** What now stands in the form by Waybill's hand: by the inputs' names. */
  fields: Record<string, string>;
  /** The values that the form has an input for. */
  has: Set<string>;
}

/**
 * Writes values into the inputs that they are for.
 *
 * @param dialects values by the names that other tools give them
 * @param isExact whether an input must have the very name of a value
 */
export function fill(
  inputs: readonly HTMLInputElement[],
  own: Readonly<Record<string, string>>,
  dialects: Readonly<Record<string, string>>,
  listens?: boolean,
  isExact?: boolean,
): Filling {
  const all = [...new Set([...names, ...Object.keys(dialects), ...Object.keys(own)])];
  if (all[names.length]) {
    names = all;
    known = spellings(names);
  }
  const filling: Filling = { fields: {}, has: new Set() };
  // ASP.NET answers what looks like markup with an error.
  const isWary = inputs.some(({ name }) => name === '__VIEWSTATE');
  for (const input of inputs) {
    if (!/^(hidden|text)$/.test(input.type)) continue;
    const match = matchOf(input, known);
    if (!match || (isExact && match.how !== 'name')) continue;
    const { field } = match;
    filling.has.add(field);
    if (!mayWrite(input, match)) continue;
    const text = own[field] ?? dialects[field] ?? '';
    const value = isWary && /<|&#/.test(text) ? '' : text;
    write(input, value, listens || isKept(input));
    filling.fields[input.name] = value;
  }
  return filling;
}
