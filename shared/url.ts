/** Host of an absolute address, lower-case and without `www.`, or ''; no host is longer. */
export function hostOf(url: string): string {
  return /^[^:]+:\/\/(?:www\.)?([^/:?#]{1,253})/.exec(url.toLowerCase())?.[1] ?? '';
}

/** The path of an address, without parameters: what people call a page. One after `#` belongs to it. */
export function pathOf(url: string): string {
  return url.replace(/^\w+:\/\/[^/?#]*|\?[^#]*|#[^/!]*$/g, '') || '/';
}

/** Whether a host is a domain, or of it. */
export function isBelow(host: string, domain: string): boolean {
  return `.${host}`.endsWith(`.${domain}`);
}
