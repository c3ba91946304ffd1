import { parts, type Vendor } from '../core.ts';
import { around } from './elements.ts';

/** The vendor that a form is of, among those that the script has. */
export function vendorOf(form: Element): Vendor | undefined {
  return parts.find(({ vendor }) => vendor?.forms && around(form, vendor.forms))?.vendor;
}
