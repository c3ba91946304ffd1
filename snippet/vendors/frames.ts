import type { Core } from '../core.ts';

/** A vendor whose frames know no other parameters than campaign tags and click ids. */
const TAGS = /^(?!waybill_|landing_page|referrer|pages_viewed)/;
/** One that keeps whatever hidden field its form has: there the lead id has a use. */
const TAGS_AND_ID = /^(?!waybill_(?!id$)|landing_page|referrer|pages_viewed)/;

/** Values by name, those that are there and fit. */
export function told(
  values: Readonly<Record<string, string>> = {},
  names = TAGS_AND_ID,
): [name: string, value: string][] {
  return Object.entries(values).filter(([name, value]) => value && names.test(name));
}

/** An address with more parameters. One that is there stays, and so does the rest, byte for byte. */
export function withId(
  address: string,
  values?: Readonly<Record<string, string>>,
  names?: RegExp,
): string {
  for (const [name, value] of told(values, names)) {
    if (!RegExp(`[?&]${name}=`).test(address)) {
      const text = `${/^[^#]*\?/.test(address) ? '&' : '?'}${name}=${encodeURIComponent(value)}`;
      address = address.replace(/(?=#|$)/, () => text);
    }
  }
  return address;
}

/** The same without the lead id. */
export function withTags(address: string, values?: Readonly<Record<string, string>>): string {
  return withId(address, values, TAGS);
}

/**
 * Hears a success from frames of a vendor.
 *
 * @param around what stands for a frame that is not of this document
 */
export function onFrame<Data>(
  core: Core,
  name: string,
  origins: RegExp,
  around: string,
  isAccepted: (data: Data, frame: Element | undefined) => unknown,
): void {
  core.hear?.(origins, (data, frame) => {
    if (isAccepted(data as Data, frame)) {
      const place = frame ?? document.querySelector(around) ?? document.documentElement;
      core.settle(place, 'accepted', name);
    }
  });
}
