/** The campaign tags that travel as they were written, by what follows `utm_`. */
export const TAGS = 'source medium campaign term content id'.split(' ');

/** Holds a visitor's id, set by the site's own origin; its script reads it, and deletes it. */
export const VISITOR_COOKIE = 'waybill_visitor';
