export type {};

/**
 * Shopify's contact form: the merchant's mail has every `contact[…]`, and nothing else. A captcha
 * stops the submission and sends the form itself.
 * https://shopify.dev/docs/storefronts/themes/customer-engagement/add-contact-form
 */
WAYBILL_PARTS.push({
  vendor: {
    name: 'shopify',
    forms: 'form[action*="/contact#"]',
    takes: true,
    nameOf: (name) => `contact[${name}]`,
  },
});
