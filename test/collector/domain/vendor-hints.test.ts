import { describe, expect, it } from 'vitest';
import {
  suggestedVendors,
  suggestionOf,
  vendorOf,
} from '../../../collector/domain/vendor-hints.ts';
import { VENDORS, type Vendor } from '../../../shared/parts.ts';

/** What stands on pages of each: classes, ids and hosts as their own markup has them. */
const SEEN: Record<Vendor, string[]> = {
  hubspot: ['hs-form', 'hs-form-frame', 'hbspt-form', 'js.hsforms.net', 'js-eu1.hsforms.net'],
  gravity: ['gform_wrapper', 'gform_2', 'gform_ajax_frame_2'],
  'contact-form-7': ['wpcf7', 'wpcf7-form', 'wpcf7-f5-p7-o1'],
  wpforms: ['wpforms-container', 'wpforms-form-12', 'wpforms-validate'],
  elementor: ['elementor-form', 'elementor-widget-form', 'elementor-form-fields-wrapper'],
  webflow: ['w-form'],
  calendly: ['calendly-inline-widget', 'calendly.com', 'assets.calendly.com'],
  gohighlevel: ['api.leadconnectorhq.com', 'link.msgsndr.com'],
  typeform: ['embed.typeform.com', 'form.typeform.com', 'typeform-widget'],
  marketo: ['mktoForm', 'mktoForm_1057', 'app-ab12.marketo.com', 'app-lon06.marketo.com'],
  pardot: ['go.pardot.com'],
  salesforce: ['webto.salesforce.com'],
  ninja: ['nf-form-cont', 'ninja-forms-form-wrap', 'nf-form-layout'],
  fluent: ['frm-fluent-form', 'fluentform', 'fluentform_wrapper_7', 'fluent_form_7'],
  formidable: ['frm_forms', 'frm-show-form', 'frm_form_4_container', 'with_frm_style'],
  divi: ['et_pb_contact_form', 'et_pb_contact_form_container'],
  jotform: ['form.jotform.com', 'eu.jotform.com', 'cdn.jotfor.ms', 'jotform-form'],
  tally: ['tally.so'],
  cal: ['app.cal.com', 'cal.com'],
  klaviyo: ['klaviyo-form-XyZ12', 'static.klaviyo.com'],
  mailchimp: ['mc_embed_signup', 'mc-embedded-subscribe-form', 'acme.us1.list-manage.com'],
  kit: ['seva-form', 'app.convertkit.com', 'app.kit.com', 'acme.ck.page'],
  pipedrive: ['pipedriveWebForms', 'webforms.pipedrive.com'],
  squarespace: ['sqs-block-form', 'static1.squarespace.com'],
  shopify: ['cdn.shopify.com', 'shopify-section'],
  netlify: ['netlify', 'data-netlify', 'data-netlify-honeypot'],
  htmx: ['htmx-request', 'htmx-indicator', 'hx-post', 'data-hx-post'],
  turbo: ['turbo-frame', 'data-turbo-frame'],
};

describe('the vendor of a hint', () => {
  it.each(VENDORS.flatMap((vendor) => SEEN[vendor].map((hint) => [hint, vendor] as const)))(
    '%s is %s',
    (hint, vendor) => {
      expect(vendorOf(hint)).toBe(vendor);
    },
  );

  it.each([
    '',
    'form',
    'contact-form',
    'contact_form',
    'formkit-form',
    'elementor-element',
    'w-webflow-badge',
    'js.hs-scripts.com',
    'pi.pardot.com',
    'munchkin.marketo.net',
    'calendly.com.evil.example',
    'notcal.com',
    'mytally.so',
    'widgets.leadconnectorhq.com',
    'leadbooster-chat.pipedrive.com',
    'www.google.com',
    'constructor',
  ])('%j is of none', (hint) => {
    expect(vendorOf(hint)).toBeUndefined();
  });
});

describe('a suggestion', () => {
  const hints = ['tally.so', 'w-form', 'js.hsforms.net', 'hs-form', 'my-form'];

  it('names what was seen and not chosen, each once, the most used first', () => {
    expect(suggestedVendors(hints, [])).toEqual(['hubspot', 'webflow', 'tally']);
    expect(suggestedVendors(hints, ['webflow', 'kit'])).toEqual(['hubspot', 'tally']);
    expect(suggestedVendors(hints, 'all')).toEqual([]);
  });

  it('switches on what was chosen, too', () => {
    expect(suggestionOf(hints, ['kit', 'webflow'])).toEqual({
      vendors: ['hubspot', 'tally'],
      command: 'npx waybill settings set vendors hubspot webflow tally kit',
    });
  });

  it('is none where there is nothing to switch on', () => {
    expect(suggestionOf(['my-form'], [])).toBeUndefined();
    expect(suggestionOf(['tally.so'], ['tally'])).toBeUndefined();
    expect(suggestionOf(['tally.so'], 'all')).toBeUndefined();
  });
});
