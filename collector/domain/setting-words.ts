import { CONSENT_TOOLS, DIALECTS, INDUSTRIES, VENDORS } from '../../shared/parts.ts';
import { hostFrom } from './host.ts';
import { isSelector } from './selector.ts';
import {
  CONSENT_MODES,
  CONTACT_SLOTS,
  CREATE_MODES,
  MAX_KEEP_DAYS,
  MAX_LOOKBACK_DAYS,
  MAX_RAW_DAYS,
  type Settings,
} from './settings.ts';

export type SettingName = keyof Settings;

/** The value that words stand for, or the words that stand for none. */
type Read<T> = { value: T } | { wrong: string };

/** How a setting is said in words. */
interface Said<T> {
  takes: string;
  example: string;
  read: (words: readonly string[]) => Read<T>;
  /** The words of a value, where they are not the value itself. */
  words?: (value: T) => string[];
}

const MAX_FORM_SELECTORS = 20;
const MAX_MAPPED = 40;
const SELECTORS_ARE = 'each in quotes, of at most 200 characters, its brackets and quotes closed';

/** The words of a list, which may come in one word, with commas. */
function listed(words: readonly string[]): string[] {
  return words
    .join(' ')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
}

function readDays(words: readonly string[], most: number): Read<number> {
  const text = listed(words).join(' ');
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= most ? { value } : { wrong: text };
}

function readDaysOrForever(words: readonly string[]): Read<number | null> {
  const mode = readName(['forever'] as const, words);
  return 'value' in mode ? { value: null } : readDays(words, MAX_KEEP_DAYS);
}

function readHosts(words: readonly string[], most: number): Read<string[]> {
  const said = listed(words);
  const wrong = said.find((word) => !hostFrom(word));
  if (wrong) return { wrong };
  const value = [...new Set(said.flatMap((word) => hostFrom(word) ?? []))];
  return value.length <= most ? { value } : { wrong: `${value.length} hosts` };
}

/** One of these names. */
function readName<T extends string>(names: readonly T[], words: readonly string[]): Read<T> {
  const text = listed(words).join(' ');
  const value = names.find((name) => name === text);
  return value ? { value } : { wrong: text };
}

/** Some of these names, in their own order. */
function readNames<T extends string>(names: readonly T[], words: readonly string[]): Read<T[]> {
  const said = listed(words);
  const value = names.filter((name) => said.includes(name));
  const isAll = value.length > 0 && value.length === new Set(said).size;
  return isAll ? { value } : { wrong: said.join(' ') };
}

function readConsent(words: readonly string[]): Read<Settings['consent']> {
  const mode = readName(CONSENT_MODES, words);
  return 'value' in mode ? mode : readNames(CONSENT_TOOLS, words);
}

function readParts<T extends string>(
  names: readonly T[],
  words: readonly string[],
): Read<'all' | T[]> {
  const all = readName(['all'] as const, words);
  return 'value' in all ? all : readNames(names, words);
}

function readSelectors(words: readonly string[]): Read<string[]> {
  const value = [...new Set(words.map((word) => word.trim()))];
  const wrong = value.find((selector) => !isSelector(selector));
  if (wrong !== undefined) return { wrong };
  return value.length <= MAX_FORM_SELECTORS ? { value } : { wrong: `${value.length} selectors` };
}

/** `[name=input_7]=utm_source`: the last `=` is ours. */
function readMap(words: readonly string[]): Read<Settings['map']> {
  const map = new Map<string, string>();
  for (const word of words) {
    const [, selector = '', field = ''] = /^(.*)=([a-z0-9_]{1,64})$/s.exec(word.trim()) ?? [];
    if (!isSelector(selector) || map.has(selector)) return { wrong: word };
    map.set(selector, field);
  }
  const isFew = map.size > 0 && map.size <= MAX_MAPPED;
  return isFew ? { value: Object.fromEntries(map) } : { wrong: `${map.size} selectors` };
}

/** `email=[name=your-email]`: the first `=` is ours. */
function readContact(words: readonly string[]): Read<Settings['contact']> {
  const mode = readName(['auto', 'off'] as const, words);
  if ('value' in mode) return { value: mode.value === 'auto' ? {} : null };
  const value: NonNullable<Settings['contact']> = {};
  for (const word of words) {
    const [, name = '', selector = ''] = /^(\w+)=(.*)$/s.exec(word.trim()) ?? [];
    const slot = CONTACT_SLOTS.find((one) => one === name.toLowerCase());
    if (!slot || slot in value || !isSelector(selector)) return { wrong: word };
    value[slot] = selector.trim();
  }
  return words.length ? { value } : { wrong: '' };
}

function readArrayName(words: readonly string[]): Read<string> {
  const text = words.join(' ').trim();
  return /^[a-z_$][\w$]{0,63}$/i.test(text) ? { value: text } : { wrong: text };
}

function pairs(record: Readonly<Record<string, string>>): string[] {
  return Object.entries(record).map(([name, value]) => `${name}=${value}`);
}

function contactWords(contact: Settings['contact']): string[] {
  if (!contact) return ['off'];
  const named = pairs(contact);
  return named.length ? named : ['auto'];
}

const daysUpTo = (most: number) => `a whole number of days from 1 to ${most}`;

/** How long something is said to be kept that is kept for ever where nothing is said. */
const KEPT_FOREVER: Said<number | null> = {
  takes: `${daysUpTo(MAX_KEEP_DAYS)}, or forever`,
  example: '730',
  read: readDaysOrForever,
  words: (days) => [days === null ? 'forever' : `${days}`],
};

const SAID: { [Name in SettingName]: Said<Settings[Name]> } = {
  lookback_days: {
    takes: daysUpTo(MAX_LOOKBACK_DAYS),
    example: '30',
    read: (words) => readDays(words, MAX_LOOKBACK_DAYS),
  },
  domains: {
    takes: 'up to 20 other hosts of yours, each with what is below it',
    example: 'example.co.uk example-shop.com',
    read: (words) => readHosts(words, 20),
  },
  excluded: {
    takes: 'up to 50 hosts of tools that work for your business, each with what is below it',
    example: 'calendly.com example.my-portal.com',
    read: (words) => readHosts(words, 50),
  },
  consent: {
    takes: `${CONSENT_MODES.join(', ')}, or some of ${CONSENT_TOOLS.join(', ')}`,
    example: 'required',
    read: readConsent,
  },
  create: {
    takes: CREATE_MODES.join(', '),
    example: 'minimal',
    read: (words) => readName(CREATE_MODES, words),
  },
  forms_on: {
    takes: `up to ${MAX_FORM_SELECTORS} CSS selectors, ${SELECTORS_ARE}`,
    example: "'#search-for-a-home' '.calculator form'",
    read: readSelectors,
  },
  forms_off: {
    takes: `up to ${MAX_FORM_SELECTORS} CSS selectors, ${SELECTORS_ARE}`,
    example: "'#staff' 'form[action*=\"/intern/\"]'",
    read: readSelectors,
  },
  map: {
    takes: `up to ${MAX_MAPPED} times SELECTOR=FIELD, ${SELECTORS_ARE}, no selector twice, each field in small letters`,
    example: "'[name=input_7]=utm_source' '#crm-id=waybill_id'",
    read: readMap,
    words: pairs,
  },
  vendors: {
    takes: `all, or some of ${VENDORS.join(', ')}`,
    example: 'hubspot calendly',
    read: (words) => readParts(VENDORS, words),
  },
  dialects: {
    takes: `all, or some of ${DIALECTS.join(', ')}`,
    example: 'handl',
    read: (words) => readParts(DIALECTS, words),
  },
  industry: {
    takes: `one of ${INDUSTRIES.join(', ')}`,
    example: 'home-services',
    read: (words) => readName(INDUSTRIES, words),
  },
  contact: {
    takes: `off, auto (by autocomplete alone), or some of ${CONTACT_SLOTS.join(', ')}, each as NAME=SELECTOR, ${SELECTORS_ARE}`,
    example: "'email=[name=your-email]' 'name=#your-name'",
    read: readContact,
    words: contactWords,
  },
  data_layer: {
    takes: 'the name of one global array of the page',
    example: 'dataLayer',
    read: readArrayName,
  },
  keep_raw_days: {
    takes: daysUpTo(MAX_RAW_DAYS),
    example: '30',
    read: (words) => readDays(words, MAX_RAW_DAYS),
  },
  keep_sessions_days: {
    takes: daysUpTo(MAX_KEEP_DAYS),
    example: '400',
    read: (words) => readDays(words, MAX_KEEP_DAYS),
  },
  keep_leads_days: KEPT_FOREVER,
  keep_contacts_days: KEPT_FOREVER,
};

export const SETTING_NAMES = Object.keys(SAID) as SettingName[];

/** A setting from its words, or a sentence that says what it takes. */
export function settingFrom(
  name: SettingName,
  words: readonly string[],
): { value: Settings[SettingName] } | { fault: string } {
  const { takes, example, read } = SAID[name];
  const found = read(words);
  if ('value' in found) return found;
  return {
    fault: `${name} cannot be ${JSON.stringify(found.wrong)}. It takes ${takes}. Example: waybill settings set ${name} ${example}`,
  };
}

/** The words that `settingFrom` reads a setting from; none where it has none. */
export function settingWords<Name extends SettingName>(
  name: Name,
  value: Settings[Name],
): string[] {
  const said: Said<Settings[Name]> = SAID[name];
  if (said.words) return said.words(value);
  return value === null ? [] : [value].flat().map(String);
}
