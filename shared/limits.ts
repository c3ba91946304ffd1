/** One request to the collector. Browsers cap keepalive bodies at 64 KiB; queues at 128 KB. */
export const MAX_BODY_BYTES = 60_000;
export const MAX_EVENTS = 100;
/** The address of one request; what is sent is in its body. */
export const MAX_REQUEST_URL_CHARS = 8_000;
/** A lead, which goes in a message of its own: what the envelope leaves. */
export const MAX_LEAD_BYTES = 58_000;

export const MAX_URL_CHARS = 2_000;
export const MAX_TITLE_CHARS = 200;
/** Any other text: a tag, a label, a form's name. */
export const MAX_TEXT_CHARS = 255;
/** Longer than any click id seen in the wild (fbclid: 61 to about 220); more is not one. */
export const MAX_CLICK_ID_CHARS = 512;

/** Click ids of one touch. */
export const MAX_CLICK_IDS = 6;
/** Touches kept in order: the first and the newest. */
export const MAX_TOUCHES = 12;

/** Pages kept on a path: the first and the newest. */
export const MAX_PATH_PAGES = 30;
/** `pages_viewed`, as one text. */
export const MAX_PAGES_VIEWED_CHARS = 1_000;
/** Hidden fields reported with a lead. */
export const MAX_FIELDS = 60;
/** What of a page tells which form tools it uses. */
export const MAX_HINTS = 20;
/** Options chosen in one form, and how much of a form's own words is told. */
export const MAX_OPTIONS = 10;
export const MAX_LABEL_CHARS = 80;

/** Silence that ends a session (GA4, Matomo, Plausible and Snowplow agree on it). */
export const SESSION_SILENCE_MS = 30 * 60_000;
/** How long a non-direct touch is remembered over later direct arrivals (GA4's longest window). */
export const LOOKBACK_MS = 90 * 86_400_000;
/** A page's address on a path, and a referrer (mostly no more than an origin). */
export const MAX_PATH_URL_CHARS = 500;
/** What a list of touches or pages may take of the browser's storage, as JSON. */
export const MAX_LIST_CHARS = 8_000;
/** The cookie, name and all: hosts refuse requests whose headers are long. */
export const MAX_COOKIE_BYTES = 1_500;
/** `waybill_story`, which CRMs keep in a short text field. */
export const MAX_STORY_CHARS = 255;
