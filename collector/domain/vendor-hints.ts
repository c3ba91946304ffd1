import { VENDORS, type Vendor } from '../../shared/parts.ts';

/**
 * What tells that a page has the forms of a vendor: classes, ids and attributes of forms and of what
 * is around them, hosts of frames, scripts and form actions. A hint of another kind, such as a host that only
 * counts visitors, says nothing of forms.
 */
const HINTS: Readonly<Record<Vendor, RegExp>> = {
  hubspot:
    /^hs-form|^hbspt-|^meetings-iframe-container$|(^|\.)hsforms\.(net|com)$|^meetings(-\w+)?\.hubspot\.com$/,
  gravity: /^gform_/,
  'contact-form-7': /^wpcf7/,
  wpforms: /^wpforms-/,
  // Of all that Elementor draws, forms alone.
  elementor: /^elementor-(form|widget-form|field)/,
  webflow: /^w-form(-|$)/,
  calendly: /^calendly-(inline|badge|popup)|(^|\.)calendly\.com$/,
  gohighlevel: /^(api|link)\.(leadconnectorhq|msgsndr)\.com$/,
  typeform: /^typeform-|(^|\.)typeform\.com$/,
  marketo: /^mkto|^app-\w+\.marketo\.com$/,
  pardot: /^pardot-form|^go\.pardot\.com$/,
  salesforce: /^webto\.salesforce\.com$/,
  ninja: /^nf-form|^ninja-forms/,
  fluent: /^fluent_?form|^frm-fluent-form$/,
  formidable: /^frm_(forms|form_|style_|pro_form)|^frm-show-form$|^with_frm_style$/,
  divi: /^et_pb_contact/,
  jotform: /^jotform-|(^|\.)(jotform\.com|jotfor\.ms|jotformeu\.com)$/,
  tally: /(^|\.)tally\.so$/,
  cal: /(^|\.)cal\.com$/,
  klaviyo: /^klaviyo-form|(^|\.)klaviyo\.com$/,
  mailchimp: /^mc[-_]embed|(^|\.)list-manage\.com$/,
  // `formkit-` alone is also a library's, for any form.
  kit: /^seva-form$|^app\.(convertkit|kit)\.com$|(^|\.)ck\.page$/,
  pipedrive: /^pipedrivewebforms$|^webforms\.pipedrive\.com$/,
  squarespace:
    /^sqs-block-(form|newsletter)$|^static1\.squarespace\.com$|^assets\.squarespace\.com$/,
  shopify: /^shopify-|^cdn\.shopify\.com$/,
  netlify: /^(data-)?netlify(-|$)/,
  htmx: /^htmx-|^(data-)?hx-/,
  turbo: /^(data-)?turbo-/,
};

/** Whose forms a hint tells of. */
export function vendorOf(hint: string): Vendor | undefined {
  const text = hint.toLowerCase();
  return VENDORS.find((vendor) => HINTS[vendor].test(text));
}

/** The vendors that hints tell of and that were not chosen, those that most sites use first. */
export function suggestedVendors(
  hints: readonly string[],
  chosen: 'all' | readonly Vendor[],
): Vendor[] {
  if (chosen === 'all') return [];
  const seen = new Set(hints.map(vendorOf));
  return VENDORS.filter((vendor) => seen.has(vendor) && !chosen.includes(vendor));
}

/** Vendors to switch on, and how to: together with those that are. */
export interface Suggestion {
  vendors: Vendor[];
  command: string;
}

export function suggestionOf(
  hints: readonly string[],
  chosen: 'all' | readonly Vendor[],
): Suggestion | undefined {
  const vendors = suggestedVendors(hints, chosen);
  if (!vendors.length) return undefined;
  const then = VENDORS.filter((one) => chosen.includes(one) || vendors.includes(one));
  return { vendors, command: `npx waybill settings set vendors ${then.join(' ')}` };
}
