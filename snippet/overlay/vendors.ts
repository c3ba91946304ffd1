import { VENDORS, type Vendor } from '../../shared/parts.ts';
import type { Part } from '../core.ts';
import type { VendorReport } from './inspection.ts';

/** What a page with a vendor's forms has. */
const MARKS: Record<Vendor, string> = {
  hubspot:
    '.hbspt-form, .hs-form-frame, form.hs-form, iframe.hs-form-iframe, .meetings-iframe-container, script[src*="hsforms.net"]',
  gravity: '.gform_wrapper, form[id^="gform_"]',
  'contact-form-7': 'form.wpcf7-form, div.wpcf7',
  wpforms: 'form.wpforms-form, .wpforms-container',
  elementor: 'form.elementor-form, .elementor-widget-form',
  webflow: '.w-form > form',
  calendly:
    '.calendly-inline-widget, iframe[src*="calendly.com"], script[src*="assets.calendly.com"]',
  gohighlevel: 'iframe[src*="leadconnectorhq.com"], iframe[src*="msgsndr.com"]',
  typeform: '[data-tf-widget], [data-tf-live], [data-tf-popup], iframe[src*="typeform.com"]',
  marketo: 'form[id^="mktoForm_"], form.mktoForm',
  pardot:
    'iframe[src*="go.pardot.com"], form[action*="go.pardot.com"], form[action*="/l/"][action*="pardot"]',
  salesforce: 'form[action*="servlet.WebToLead"], form[action*="servlet.WebToCase"]',
  ninja: '.nf-form-cont, .nf-form-layout',
  fluent: 'form.frm-fluent-form, .fluentform',
  formidable: '.frm_forms, form.frm-show-form',
  divi: '.et_pb_contact_form_container, form.et_pb_contact_form',
  jotform: 'iframe[src*="jotform.com"], form.jotform-form',
  tally: 'iframe[data-tally-src], iframe[src*="tally.so"]',
  cal: 'iframe[src*="cal.com/"], [data-cal-link]',
  klaviyo: '[class*="klaviyo-form-"]',
  mailchimp: '#mc_embed_signup, form[action*="list-manage.com"]',
  kit: 'form.seva-form, form[data-sv-form]',
  pipedrive: '.pipedriveWebForms, iframe[src*="webforms.pipedrive.com"]',
  squarespace: '.sqs-block-form form',
  shopify: 'form#contact_form, form[action*="/contact#"], form#ContactForm',
  netlify: 'form[netlify], form[data-netlify], input[type="hidden"][name="form-name"]',
  htmx: 'form[hx-post], form[data-hx-post]',
  turbo: 'turbo-frame form, form[data-turbo]',
};

/** The form tools that documents have, or that the script was made for. */
export function vendorsOf(
  roots: readonly (Document | ShadowRoot)[],
  parts: readonly Part[],
): VendorReport[] {
  const ours = new Set(parts.map(({ vendor }) => vendor?.name));
  return VENDORS.flatMap((vendor) => {
    const marks = MARKS[vendor].split(', ');
    const mark = marks.find((selector) => roots.some((root) => root.querySelector(selector)));
    const in_script = ours.has(vendor);
    return mark || in_script ? [{ vendor, seen_by: mark ?? '', in_script }] : [];
  });
}
