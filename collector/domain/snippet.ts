import {
  COMMON_PARTS,
  CONSENT_TOOLS,
  consentPart,
  DIALECTS,
  dialectPart,
  EMBEDDED,
  EXTRA_PARTS,
  industryPart,
  LAST_PARTS,
  PARTS,
  type Part,
  VENDORS,
  vendorPart,
} from '../../shared/parts.ts';
import { hostOf } from '../../shared/url.ts';
import type { SnippetConfig } from '../../shared/wire.ts';
import { DAY_MS } from './duration.ts';
import type { Settings } from './settings.ts';

/** The prebuilt parts of the script, by name, and their version. */
export interface SnippetParts {
  version: string;
  code: Readonly<Record<Part, string>>;
  /** The overlay, which is loaded apart. */
  debug: string;
}

/** What a site's script is made for. */
export interface ScriptSite {
  key: string;
  origins: readonly string[];
  settings: Settings;
}

/**
 * By which door a script talks to the collector: at the collector's own address, or at the site's,
 * which hands on what comes in below `MOUNT`.
 */
export type Door = 'collector' | 'mount';

/** Where the collector answers on a site's own origin. */
export const MOUNT = '/waybill';

/**
 * The parts as `snippet/build.ts` wrote them.
 * @throws {Error} naming every part that a setting could ask for and that was not built
 */
export function snippetPartsFrom(text: string): SnippetParts {
  const parts = JSON.parse(text) as SnippetParts;
  const missing: string[] = PARTS.filter((name) => typeof parts.code[name] !== 'string');
  if (typeof parts.debug !== 'string') missing.push('debug');
  if (missing.length) {
    throw new Error(`These parts of the snippet are not built: ${missing.join(', ')}.`);
  }
  return parts;
}

function consentPartsOf({ consent }: Settings): Part[] {
  const tools = CONSENT_TOOLS.filter(
    (tool) => consent !== 'none' && (typeof consent === 'string' || consent.includes(tool)),
  );
  return [consentPart('gpc'), ...tools.map((tool) => consentPart(tool))];
}

/** What a setting that may say `all` names, in its own order. */
function chosen<T extends string>(names: readonly T[], setting: 'all' | readonly T[]): T[] {
  return names.filter((name) => setting === 'all' || setting.includes(name));
}

/** The parts that see to forms, in the order in which they run. */
function formPartsOf({ vendors, dialects, industry, contact, data_layer }: Settings): Part[] {
  const used = chosen(VENDORS, vendors);
  const isWanted = {
    embed: used.some((vendor) => EMBEDDED.includes(vendor)),
    contact: contact !== null,
    'data-layer': data_layer !== null,
  };
  return [
    ...chosen(DIALECTS, dialects).map(dialectPart),
    ...(industry ? [industryPart(industry)] : []),
    ...EXTRA_PARTS.filter((part) => isWanted[part]),
    ...used.map(vendorPart),
  ];
}

/** The optional parts of a site's script, in the order in which they run. */
function partsOf(settings: Settings, door: Door): Part[] {
  return [
    ...consentPartsOf(settings),
    ...COMMON_PARTS,
    ...formPartsOf(settings),
    ...(settings.domains.length ? (['links'] as const) : []),
    ...(door === 'mount' ? (['revive'] as const) : []),
    ...LAST_PARTS,
  ];
}

/** Settings with every tool that a page may have, for who does not know which it has. */
export function withEveryTool(settings: Settings): Settings {
  // Who names his consent tools wants nothing stored before one has spoken.
  const consent = Array.isArray(settings.consent) ? 'required' : settings.consent;
  return {
    ...settings,
    consent: consent === 'none' ? 'auto' : consent,
    vendors: 'all',
    dialects: 'all',
  };
}

/** What of a site's forms its script is told. */
function formConfigOf(settings: Settings): Partial<SnippetConfig> {
  const { create, forms_on, forms_off, map, contact, data_layer } = settings;
  return {
    ...(create !== 'all' && { create }),
    ...(forms_on.length && { forms_on }),
    ...(forms_off.length && { forms_off }),
    ...(Object.keys(map).length && { map }),
    ...(contact && { contact }),
    ...(data_layer && { data_layer }),
  };
}

function configOf(version: string, site: ScriptSite, url: string, door: Door) {
  const { key, origins, settings } = site;
  const config: SnippetConfig = {
    script: version,
    collect: `${door === 'mount' ? MOUNT : url}/v1/collect/${key}`,
    leads: `${url}/leads/`,
    debug: overlayUrl(url),
    lookback_ms: settings.lookback_days * DAY_MS,
    // The other way round, too: on the other domain this one is the other.
    ...(settings.domains.length && {
      domains: [...new Set([...settings.domains, ...origins.map(hostOf)])],
    }),
    ...(settings.excluded.length && { excluded: settings.excluded }),
    // Who names his tools has one.
    ...((settings.consent === 'required' || Array.isArray(settings.consent)) && {
      consent: 'required' as const,
    }),
    ...formConfigOf(settings),
  };
  return config;
}

/**
 * Has Chromium compile all of the script while it is loaded, off the page's own thread:
 * https://v8.dev/blog/explicit-compile-hints
 */
const COMPILE_HINT = '//# allFunctionsCalledOnLoad\n';

/**
 * The script of a site, for a collector that browsers reach at this address: its parts, joined,
 * with the settings in scope. No bundler has to run. Each optional part is a function of its own,
 * since the names at their top are short and the same; it leaves what it has in `WAYBILL_PARTS`
 * before the core runs. One that a page has broken the ground of keeps none of the others from
 * running, nor does its error become the page's.
 */
export function siteScript(
  { version, code }: SnippetParts,
  site: ScriptSite,
  url: string,
  door: Door,
): string {
  const optional = partsOf(site.settings, door).map(
    (name) => code[name] && `try{(()=>{${code[name]}})()}catch{}`,
  );
  // `<` would end a script element where the file is pasted into a page.
  const settings = JSON.stringify(configOf(version, site, url, door)).replaceAll('<', '\\u003c');
  return `${COMPILE_HINT}/* Waybill ${version}, MIT */(function(WAYBILL_CONFIG,WAYBILL_PARTS){${optional.join('')}try{${code.core}}catch{}})(${settings},[]);\n`;
}

/** Where the overlay is, at a collector that browsers reach at this address. */
function overlayUrl(url: string): string {
  return `${url}/s/debug.js`;
}

/** Where a site's script is, at a collector that browsers reach at this address. */
export function scriptUrl(url: string, key: string): string {
  return `${url}/s/${key}.js`;
}

/** What a site owner pastes into his pages. */
export function scriptTag(src: string): string {
  return `<script async src="${src}"></script>`;
}

/** What he pastes before it, where what happens until the script is there must not be lost. */
export function stubTag({ code }: SnippetParts): string {
  return `<script>${code.stub}</script>`;
}
