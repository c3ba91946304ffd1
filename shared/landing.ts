import { MAX_CLICK_IDS, MAX_TEXT_CHARS } from './limits.ts';

/** What an advertiser, or a platform, wrote into the address of a landing page. */
export interface Campaign {
  /** The literal tags by their full names (`utm_source`), whatever tool's names they came under. */
  tags: Record<string, string>;
  /** Byte-exact, by their names as the platforms spell them. */
  click_ids: Record<string, string>;
}

/** What other tools call a tag: Matomo's names, and HubSpot's for its ads. */
const ALIASES: Readonly<Record<string, string>> = {
  cid: 'id',
  cam: 'id',
  cpn: 'campaign',
  keyword: 'term',
  kwd: 'term',
  kw: 'term',
};

const TAG =
  /^(?:utm|mtm|pk|piwik|matomo|otm|at|hsa)_(source|medium|campaign|term|content|id|cid|cam|cpn|keyword|kwd|kw)$/;

/**
 * Between two parameters. Also where `&` was encoded, once or more, or where `?` or `;` was written
 * for it: before what is called like a tag or a click id.
 */
const BETWEEN =
  /[#&]|(?:[?;]|%(?:25)*26)(?=(?:amp(?:;|%3B))*(?:(?:utm|mtm|pk|piwik|hsa|gad|mc)_\w+|\w+id)(?:=|%(?:25)*3D))/i;
const PARAMETER = /^(?:amp(?:;|%3B))*(\w+)(?:=|%(?:25)*3D)(.*)/i;

/** Macros that nobody replaced, and words that say that there is nothing. */
const NOTHING =
  /^(\{.*}|%%.*%%|__.*__|null|undefined|-|\((not .*|none|direct)\)|pantheon_stripped)?$/i;

/** Decoded up to three times, since links are encoded on their way; what is no text stays. */
export function decoded(text: string): string {
  let result = text;
  for (let round = 3; round--; ) {
    result = result.replace(/%[0-7][\da-f]|(?:%[89a-f][\da-f])+/gi, (run) => {
      try {
        return decodeURIComponent(run);
      } catch {
        return run;
      }
    });
  }
  return result;
}

/** As a person would read it: without what is not seen, in single spaces, within the cap. */
function clean(text: string): string {
  return (
    text
      // Zero-width and direction marks, and controls.
      .replace(/\p{Cf}|(?!\s)\p{Cc}/gu, '')
      .replace(/\s+/g, ' ')
      .slice(0, MAX_TEXT_CHARS)
      // The half characters that a cut leaves.
      .replace(/\p{Cs}/gu, '')
      .trim()
  );
}

/**
 * The tags and click ids of a landing page's address, in its query or its fragment, in any case, as
 * mangled as links get: of several values the first that says something.
 *
 * @param ids the click ids that are known, as their platforms spell them
 * @param isPersonal whether an id stands for a person: of it the name alone is kept
 */
export function campaignOf(
  url: string,
  ids: readonly string[],
  isPersonal: (name: string) => unknown,
): Campaign {
  const found: Campaign = { tags: {}, click_ids: {} };
  for (const parameter of url.replace(/^[^?#]*./, '').split(BETWEEN)) {
    const [, written = '', value = ''] = PARAMETER.exec(parameter) ?? [];
    const name = written.toLowerCase();
    const id = ids.find((known) => known.toLowerCase() === name);
    const [, tag] = TAG.exec(name) ?? [];
    const text = decoded(id ? value : value.replace(/\+/g, ' '));
    if (id && Object.keys(found.click_ids).length < MAX_CLICK_IDS) {
      // A click id that was cut or escaped is worth nothing to its platform. The length is
      // MAX_CLICK_ID_CHARS.
      if (isPersonal(id)) found.click_ids[id] = '';
      else if (/^[\w.=+/~:-]{1,512}$/.test(text) && !NOTHING.test(text)) {
        found.click_ids[id] ??= text;
      }
    } else if (tag) {
      const readable = clean(text);
      // Who writes a script or a person's address into a tag is not helped to spread it.
      const isBad =
        /source|medium/.test(tag) && /[<>"`]|javascript:/i.test(readable.normalize('NFKC'));
      if (!NOTHING.test(readable) && !isBad && !/\S@\S+\.\w\w/.test(readable)) {
        found.tags[`utm_${ALIASES[tag] ?? tag}`] ??= readable;
      }
    }
  }
  return found;
}
