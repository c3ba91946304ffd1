import { getDomain } from 'tldts';

/**
 * The domain that someone registered: `shop.example` of `www.shop.example`, `acme.github.io` of
 * itself. Null for what nobody can register: an IP address, `localhost`, a suffix like `co.uk`.
 */
export function registrableDomainOf(hostname: string): string | null {
  return getDomain(hostname, { allowPrivateDomains: true });
}

/** The name in a `Host` header, without its port, as browsers write it; '' where it has none. */
export function hostnameOf(host: string): string {
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return '';
  }
}

/**
 * The host that a person means by what he wrote or pasted (`https://www.Example.com/contact`):
 * lower-case, without scheme, port, path and `www.`. Undefined where it is none, or one that many
 * owners share.
 */
export function hostFrom(text: string): string | undefined {
  const [, scheme = 'https:', rest = ''] =
    /^(?:([a-z][a-z+.-]*:)?\/\/)?(.*)$/is.exec(text.trim()) ?? [];
  // An e-mail address is no host of its owner's.
  if (!/^https?:$/i.test(scheme) || /^[^/?#]*@/.test(rest)) return undefined;
  const host = hostnameOf(rest.replace(/^\*\./, '')).replace(/^www\.|\.$/g, '');
  return registrableDomainOf(host) ? host : undefined;
}
