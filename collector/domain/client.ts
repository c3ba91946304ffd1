/** What is kept of what a browser says of itself, and where the platform says it is. */
export interface Client {
  /** Without versions' details: `Chrome 126`. */
  browser?: string;
  os?: string;
  device?: string;
  /** ISO 3166-1 alpha-2, and the platform's code of a region of it. */
  country?: string;
  region?: string;
}

/** Where a platform says that a request came from, as far as it is a place. */
export function placeFrom(country: unknown, region: unknown): Pick<Client, 'country' | 'region'> {
  // Cloudflare says XX of what it does not know, and T1 of Tor.
  const isCountry = /^(?!xx)[a-z]{2}$/i.test(String(country));
  if (!isCountry) return {};
  return {
    country: String(country).toUpperCase(),
    ...(/^[a-z0-9-]{1,8}$/i.test(String(region ?? '')) && { region: String(region).toUpperCase() }),
  };
}
