import { registrableDomainOf } from './host.ts';

/** The registrable domain of a host; where there is none (an IP address, `localhost`), the host. */
function siteOf(host: string): string {
  return registrableDomainOf(host) ?? host;
}

/** Whether two hosts are of one site: `blog.acme.example` is `shop.acme.example`'s. */
export function isOwnSite(host: string, landingHost: string): boolean {
  return siteOf(host) === siteOf(landingHost);
}
