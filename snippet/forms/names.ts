import { config } from '../config.ts';
import { parts } from '../core.ts';
import { attributeOf, find, fits } from './elements.ts';

/** Which value an input is for, and how that was found. */
export interface Match {
  /** The value's name: `utm_source`. */
  field: string;
  how: 'map' | 'token' | 'name' | 'spelling' | 'data' | 'class' | 'label';
}

/** A name without what builders put around it and people spell it with. */
function plain(text: string): string {
  // form_fields[utm_source], ctl00$Main$utm_source, 0-1/utm_source, j_idt10:utm_source
  const [last = ''] = /[^[\]$/:]+(?=[\]\s]*$)/.exec(text) ?? [];
  return last
    .toLowerCase()
    .replace(/__c$/, '')
    .replace(/[^a-z0-9]/g, '');
}

/** What stands where a value is to come: `{utm_source}`, `{{utm_source}}`, `[utm_source]`. */
const TOKEN = /^[{[%]{1,2}\s*([\w .-]+?)\s*[}\]%]{1,2}$/;

/** The classes around an input, as far as nothing else stands in there. */
function classesAround(input: Element): string[] {
  const classes = [...input.classList];
  for (let box = input.parentElement, i = 3; box && i--; box = box.parentElement) {
    if (box.localName === 'form' || find(box, 'input,select,textarea')[1]) break;
    classes.push(...box.classList);
  }
  return classes;
}

/** Inputs keep what they are for: a token is gone once it is written over. */
const matches = new WeakMap<Element, Match>();

/** The names of values by how they may be spelled; an exact name goes before another's spelling. */
export function spellings(fields: readonly string[]): Map<string, string> {
  return new Map([
    ...fields.map((field) => [plain(field), field] as const),
    ...fields.map((field) => [field, field] as const),
  ]);
}

/**
 * Which of the values an input is for: what the site says, then a token as its value, its exact
 * name, its name spelled otherwise, what its builder says of it, the class around it, its label.
 * Always whole words of a closed list: what merely contains one has another meaning.
 */
export function matchOf(
  input: HTMLInputElement,
  known: ReadonlyMap<string, string>,
): Match | undefined {
  const before = matches.get(input);
  if (before) return before;
  const { map = {} } = config;
  const mapped =
    attributeOf(input, 'data-waybill-field') ||
    map[Object.keys(map).find((selector) => fits(input, selector)) ?? ''];
  const { name, id } = input;
  const rules: [Match['how'], () => (string | null | undefined)[]][] = [
    ['token', () => [TOKEN.exec(input.value)?.[1]]],
    ['name', () => [name, id].filter((text) => known.get(text) === text)],
    ['spelling', () => [name, id]],
    [
      'data',
      () => ['name', 'field', 'key', 'original_id'].map((key) => attributeOf(input, `data-${key}`)),
    ],
    ['class', () => classesAround(input)],
    ['label', () => parts.flatMap((part) => part.wordsOf?.(input) ?? [])],
  ];
  let match: Match | undefined = mapped ? { field: mapped, how: 'map' } : undefined;
  for (const [how, texts] of match ? [] : rules) {
    for (const text of match ? [] : texts()) {
      const key = plain(text ?? '');
      const field =
        known.get(text ?? '') ??
        known.get(key) ??
        known.get(key.replace(/^(form)?(field|input|hf)/, ''));
      if (field) match ??= { field, how };
    }
    if (match) break;
  }
  if (match) matches.set(input, match);
  return match;
}
