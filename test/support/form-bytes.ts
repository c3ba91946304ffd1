import { TAGS } from '../../shared/fields.ts';
import type { Posted } from './form-backend.ts';
import type { Run } from './form-pages.ts';

/** A name and its value as they stand in a body, and around them what else does. */
interface Pair {
  name: string;
  value: string;
  /** Of a part: its head. */
  head: string;
}

/** The names that are created where a form lacks them, as such or within the name of a vendor. */
const CREATED = new RegExp(
  `^(?:\\w+\\[)?(?:${TAGS.map((tag) => `utm_${tag}`).join('|')}|g?clid|gbraid|wbraid|msclkid|fbclid|landing_page|referrer|pages_viewed|waybill_\\w+)\\]?$`,
);
/** What a page may have put in the place of a value: nothing, or a token. */
const UNFILLED = /^$|^\{\{?[\w ]+\}\}?$|^\[[\w ]+\]$/;

/** A state that keeps a hidden input's value under a name of its own can be told by that. */
const TOKEN = /^\{\{?(?:utm_\w+|\wclid)\}\}?$/;

/** The same in both runs: hosts, and times and boundaries that are made up anew. */
function even(text: string): string {
  return text
    .replace(/case-\d+\.forms\.example/g, 'case.forms.example')
    .replace(/\b1[789]\d{8}(?:\d{3})?\b/g, '<time>')
    .replace(/\b20\d\d-\d\d-\d\dT[\d:.]+Z/g, '<time>');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function pairsOfUrlEncoded(text: string): Pair[] {
  if (!text) return [];
  return text.split('&').map((pair) => {
    const at = pair.indexOf('=');
    const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    return { name: decoded(name), value: even(decoded(value)), head: at < 0 ? '' : '=' };
  });
}

function pairsOfMultipart(raw: string, type: string): Pair[] {
  const [, boundary = ''] = /boundary=(\S+)/.exec(type) ?? [];
  const parts = raw.split(`--${boundary}`).slice(1, -1);
  return parts.map((part) => {
    const at = part.indexOf('\r\n\r\n');
    const head = part.slice(0, at);
    const [, name = ''] = /name="([^"]*)"/.exec(head) ?? [];
    return { name, head, value: even(part.slice(at + 4)).replace(/\r\n$/, '') };
  });
}

/** The leaves in the order in which they stand. */
function pairsOfJson(value: unknown, name = ''): Pair[] {
  if (!value || typeof value !== 'object') {
    return [{ name, value: even(String(value)), head: typeof value }];
  }
  const below = Object.entries(value).flatMap(([key, one]) =>
    pairsOfJson(one, name ? `${name}.${key}` : key),
  );
  return [{ name, value: Array.isArray(value) ? '[]' : '{}', head: '' }, ...below];
}

/** What a request is made of, and all else that must not change. */
function madeOf({ method, path, query, type, raw, json }: Posted): [Pair[], string] {
  const [kind = ''] = type.split(';');
  const rest = `${method} ${path} ${kind === 'multipart/form-data' ? kind : type}`;
  const search = query.map(([name, value]) => ({ name, value: even(value), head: '?' }));
  if (kind === 'multipart/form-data') return [[...search, ...pairsOfMultipart(raw, type)], rest];
  if (json !== undefined) return [[...search, ...pairsOfJson(json)], rest];
  if (/urlencoded/.test(kind) || (/text\/plain/.test(kind) && raw.includes('='))) {
    return [[...search, ...pairsOfUrlEncoded(raw)], rest];
  }
  return [[...search, { name: '', value: even(raw), head: '' }], rest];
}

/** Forms that a script sends within a field of another one. */
const NESTED = /^(?:data|formData)$/;

function pairsOfNested({ name, value }: Pair): Pair[] {
  const inner = value.startsWith('{') ? pairsOfJson(JSON.parse(value)) : pairsOfUrlEncoded(value);
  return inner.map((pair) => ({ ...pair, head: `${name} ${pair.head}` }));
}

function pairsOf(posted: Posted): [Pair[], string] {
  const [pairs, rest] = madeOf(posted);
  return [pairs.flatMap((pair) => (NESTED.test(pair.name) ? pairsOfNested(pair) : pair)), rest];
}

/** Whether an input of one of these names may be what is sent under a name, if nested. */
function isOf(names: Set<string>, name: string): boolean {
  const parts = name.split('.');
  const [, inner = name] = /\[([^[\]]+)\]$/.exec(name) ?? [];
  return names.has(inner) || parts.some((_part, index) => names.has(parts.slice(index).join('.')));
}

/** Which names may be filled: of inputs that nobody sees, and of fields of a vendor's own state. */
function mayFill({ hidden, visible }: Inputs, name: string): boolean {
  const [last = ''] = name.split(/[./]/).slice(-1);
  return isOf(hidden, name) || (CREATED.test(last) && !isOf(visible, name));
}

interface Inputs {
  hidden: Set<string>;
  visible: Set<string>;
}

/**
 * In what a request with the script differs from the one without, beyond what is allowed: hidden
 * inputs filled that were empty (some scripts send them only then, wherever they stand), and
 * fields added at the end. Everything else is the same, byte for byte and in the same order.
 */
function differenceOf(before: Posted, now: Posted, inputs: Inputs): string[] {
  const [pairs, rest] = pairsOf(before);
  const [others, otherRest] = pairsOf(now);
  const wrong = rest === otherRest ? [] : [`${otherRest}, not ${rest}`];
  let at = 0;
  for (const pair of pairs) {
    // A script of the page leaves out what is empty.
    for (let other = others[at]; other && other.name !== pair.name; other = others[++at]) {
      if (!isOf(inputs.hidden, other.name)) break;
    }
    const other = others[at++];
    if (other?.name !== pair.name || other.head !== pair.head) {
      return [...wrong, `${other?.name ?? 'nothing'} in the place of ${pair.name}`];
    }
    if (other.value === pair.value) continue;
    if (!mayFill(inputs, pair.name) && !TOKEN.test(pair.value))
      wrong.push(`${pair.name} is no hidden input, and changed`);
    else if (!UNFILLED.test(pair.value) && !pair.name.startsWith('waybill_')) {
      wrong.push(`${pair.name} had a value, and changed: ${pair.value} to ${other.value}`);
    }
  }
  const added = others.slice(at).map(({ name }) => name);
  const known = new Set(pairs.map(({ name }) => name));
  for (const [index, name] of added.entries()) {
    if (known.has(name) || added.indexOf(name) !== index) wrong.push(`${name} is there twice`);
    if (!CREATED.test(name) && !isOf(inputs.hidden, name)) wrong.push(`${name} is added`);
  }
  return wrong;
}

/** What differs between two runs of the same page that must not. */
export function differencesOf(without: Run, run: Run, mayChange: string[] = []): string[] {
  const inputs = {
    hidden: new Set([...without.inputs.hidden, ...run.inputs.hidden, ...mayChange]),
    visible: new Set([...without.inputs.visible, ...run.inputs.visible]),
  };
  if (without.posted.length !== run.posted.length) {
    const paths = ({ posted }: Run) => posted.map(({ path }) => path).join(' ');
    return [`requests: ${paths(run)}, not ${paths(without)}`];
  }
  return without.posted.flatMap((before, index) => {
    const now = run.posted[index];
    return now ? differenceOf(before, now, inputs) : [];
  });
}
