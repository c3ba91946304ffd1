/**
 * Consent tools that the script can ask, in the order of precedence: where two speak, the earlier
 * decides. Google's consent mode is last, since it repeats what another tool was told.
 */
export const CONSENT_TOOLS = [
  'cookiebot',
  'onetrust',
  'usercentrics',
  'cookieyes',
  'complianz',
  'klaro',
  'shopify',
  'wp-consent-api',
  'tcf',
  'gpp',
  'google-consent-mode',
] as const;

/** The part that asks a tool; `gpc` is the browser's own signal, which no tool overrules. */
export const consentPart = <T extends string>(tool: T) => `consent-${tool}` as const;

/** Parts that every site's script has beside the core, in the order in which they run. */
export const COMMON_PARTS = [
  /** Keeps the visit for all hosts of the site. */
  'storage',
  'personal',
  'intent',
  /** Tells the collector. */
  'report',
  /** Engaged time, and pages that are shown without being loaded. */
  'journey',
] as const;

/** These run last, in this order. */
export const LAST_PARTS = [
  /** What other tools keep; asks whether nothing at all is known of a visitor. */
  'foreign',
  /** Hears what the consent tools say, and has the others forget. */
  'consent',
] as const;

/** All parts by name: one of them is a line here and a file that `snippet/build.ts` finds. */
export const PARTS = [
  'core',
  /** Stands in the page before the tag. */
  'stub',
  consentPart('gpc'),
  ...CONSENT_TOOLS.map((tool) => consentPart(tool)),
  ...COMMON_PARTS,
  /** Carries visitors over to other domains of the owner. */
  'links',
  ...LAST_PARTS,
  /** Asks a collector on the site's own origin for what the browser lost. */
  'revive',
] as const;
export type Part = (typeof PARTS)[number];
