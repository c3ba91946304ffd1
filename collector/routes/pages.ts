import { csrf } from 'hono/csrf';
import { secureHeaders } from 'hono/secure-headers';
import type { Deps } from '../deps.ts';
import { publicUrlOf } from './public-url.ts';

/** What every page says of itself: it runs no script, and loads nothing from elsewhere. */
export const pageHeaders = secureHeaders({
  // The proxy's to say: it would bind every other service of this host.
  strictTransportSecurity: false,
  // Without a referrer browsers send no usable Origin with a form, which csrf needs.
  referrerPolicy: 'same-origin',
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    imgSrc: ['data:'],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
  },
});

/** Refuses a form that another site posts. */
export function ourPagesOnly(deps: Deps) {
  return csrf({ origin: (origin, c) => origin === publicUrlOf(c, deps) });
}
