import ipaddr from 'ipaddr.js';

/** Of a platform's own, though they look like everybody's: Azure's. */
const METADATA = ['168.63.129.16'];

/**
 * Whether an address is of the public internet: not private, loopback, link-local, of a platform's
 * metadata, or any of these in the guise of IPv6. What is not text of an address is none.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast' || METADATA.includes(address.toString())) return false;
  // Of IPv6 nothing else has been given to anybody, whatever its range is called.
  return address.kind() === 'ipv4' || (address.toByteArray()[0] ?? 0) >> 5 === 1;
}

/** The address that stands in a URL in the place of a name; nothing where a name stands. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) ? bare : undefined;
}
