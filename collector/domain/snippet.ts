import {
  COMMON_PARTS,
  CONSENT_TOOLS,
  consentPart,
  LAST_PARTS,
  PARTS,
  type Part,
} from '../../shared/parts.ts';
import { hostOf } from '../../shared/url.ts';
import type { SnippetConfig } from '../../shared/wire.ts';
import { DAY_MS, type Settings } from './settings.ts';

/** The prebuilt parts of the script, by name, and their version. */
export interface SnippetParts {
  version: string;
  code: Readonly<Record<Part, string>>;
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
  const missing = PARTS.filter((name) => typeof parts.code[name] !== 'string');
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

/** The optional parts of a site's script, in the order in which they run. */
function partsOf(settings: Settings, door: Door): Part[] {
  return [
    ...consentPartsOf(settings),
    ...COMMON_PARTS,
    ...(settings.domains.length ? (['links'] as const) : []),
    ...(door === 'mount' ? (['revive'] as const) : []),
    ...LAST_PARTS,
  ];
}

function configOf(version: string, site: ScriptSite, url: string, door: Door) {
  const { key, origins, settings } = site;
  const config: SnippetConfig = {
    script: version,
    collect: `${door === 'mount' ? MOUNT : url}/v1/collect/${key}`,
    leads: `${url}/leads/`,
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
  };
  return config;
}

/**
 * The script of a site, for a collector that browsers reach at this address: its parts, joined,
 * with the settings in scope. No bundler has to run. Each optional part is a function of its own,
 * since the names at their top are short and the same; it leaves what it has in `WAYBILL_PARTS`
 * before the core runs.
 */
export function siteScript(
  { version, code }: SnippetParts,
  site: ScriptSite,
  url: string,
  door: Door,
): string {
  const optional = partsOf(site.settings, door).map(
    (name) => code[name] && `(()=>{${code[name]}})();`,
  );
  // `<` would end a script element where the file is pasted into a page.
  const settings = JSON.stringify(configOf(version, site, url, door)).replaceAll('<', '\\u003c');
  return `/* Waybill ${version}, MIT */(function(WAYBILL_CONFIG,WAYBILL_PARTS){${optional.join('')}${code.core}})(${settings},[]);\n`;
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
