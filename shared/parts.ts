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

/** Form tools of which each has a part, those that most sites use first. */
export const VENDORS = [
  'hubspot',
  'gravity',
  'contact-form-7',
  'wpforms',
  'elementor',
  'webflow',
  'calendly',
  'gohighlevel',
  'typeform',
  'marketo',
  'pardot',
  'salesforce',
  'ninja',
  'fluent',
  'formidable',
  'divi',
  'jotform',
  'tally',
  'cal',
  'klaviyo',
  'mailchimp',
  'kit',
  'pipedrive',
  'squarespace',
  'shopify',
  'netlify',
  'htmx',
  'turbo',
] as const;
export type Vendor = (typeof VENDORS)[number];

/** Those of them that draw frames, which the part `embed` decorates and hears. */
export const EMBEDDED: readonly Vendor[] = [
  'hubspot',
  'calendly',
  'gohighlevel',
  'typeform',
  'pardot',
  'jotform',
  'tally',
  'cal',
  'pipedrive',
];

/** Names that other tools give to hidden fields, beyond those that the core knows. */
export const DIALECTS = [
  'attributer',
  'handl',
  'gaconnector',
  'woocommerce',
  'utm-form',
  'hubspot-properties',
  'salesforce-labels',
  'afl',
  'clicktrail',
  'sourcetag',
  'attributionhub',
] as const;

/** Trades whose own lead types a site may add to the general ones. */
export const INDUSTRIES = [
  'dealership',
  'medical',
  'home-services',
  'med-spa',
  'professional-services',
  'b2b',
  'courses',
] as const;

export const vendorPart = <T extends string>(vendor: T) => `vendor-${vendor}` as const;
export const dialectPart = <T extends string>(dialect: T) => `dialect-${dialect}` as const;
export const industryPart = <T extends string>(industry: T) => `industry-${industry}` as const;

/** Parts that every site's script has beside the core, in the order in which they run. */
export const COMMON_PARTS = [
  /** Keeps the visit for all hosts of the site. */
  'storage',
  'personal',
  /** Which forms may be touched. */
  'policy',
  /** Forms in frames and shadow roots. */
  'places',
  /** Tells the collector. */
  'report',
  /** Engaged time, and pages that are shown without being loaded. */
  'journey',
  /** What the page may ask. */
  'api',
  /** What a visitor set out to do with a form, in words. */
  'intent',
  /** What became of a form that a script sends. */
  'outcome',
] as const;

/** What a setting adds, in the order in which they run. */
export const EXTRA_PARTS = [
  /** Decorates the frames of vendors, and hears them; comes along with those that have frames. */
  'embed',
  /** Reads what the owner wants to know of a person. */
  'contact',
  /** Tells the page's tag manager of leads. */
  'data-layer',
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
  ...DIALECTS.map((dialect) => dialectPart(dialect)),
  ...INDUSTRIES.map((industry) => industryPart(industry)),
  ...EXTRA_PARTS,
  ...VENDORS.map((vendor) => vendorPart(vendor)),
  /** Carries visitors over to other domains of the owner. */
  'links',
  ...LAST_PARTS,
  /** Asks a collector on the site's own origin for what the browser lost. */
  'revive',
] as const;
export type Part = (typeof PARTS)[number];
