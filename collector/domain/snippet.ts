import type { SnippetConfig } from '../../shared/wire.ts';

/** The prebuilt parts of the script, by name, and their version. */
export interface SnippetParts {
  version: string;
  core: string;
}

/**
 * The script of a site, for a collector that browsers reach at this address: its parts, joined,
 * with the settings in scope. No bundler has to run.
 */
export function siteScript(parts: SnippetParts, key: string, url: string): string {
  const config: SnippetConfig = {
    script: parts.version,
    collect: `${url}/v1/collect/${key}`,
    leads: `${url}/leads/`,
  };
  // `<` would end a script element where the file is pasted into a page.
  const settings = JSON.stringify(config).replaceAll('<', '\\u003c');
  return `/* Waybill ${parts.version}, MIT */(function(WAYBILL_CONFIG){${parts.core}})(${settings});\n`;
}

/** Where a site's script is, at a collector that browsers reach at this address. */
export function scriptUrl(url: string, key: string): string {
  return `${url}/s/${key}.js`;
}

/** What a site owner pastes into his pages. */
export function scriptTag(src: string): string {
  return `<script async src="${src}"></script>`;
}
