/** Host of an absolute address, lower-case and without `www.`, or ''. */
export function hostOf(url: string): string {
  return /^[^:]+:\/\/(?:www\.)?([^/:?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? '';
}

/** The path of an address, without parameters: what people call a page. */
export function pathOf(url: string): string {
  return url.replace(/^\w+:\/\/[^/?#]*|[?#].*$/g, '') || '/';
}
