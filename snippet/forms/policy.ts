import { own } from '../browser/own.ts';
import { config } from '../config.ts';
import { around, attributeOf, type Control, elementsOf, labelOf, submitterOf } from './elements.ts';
import { vendorOf } from './vendor.ts';

/** 0: never to be touched; 1: what stands there is filled; 2: what is missing is added, too. */
export type Level = 0 | 1 | 2;

/** Why a form is treated so; the overlay has the words. */
export type Verdict = readonly [level: Level, reason: string];

/** What a form is asked for by what it says, of which it is then never touched. */
const NEVER: [reason: string, said: RegExp][] = [
  ['unsubscribe', /unsubscri|opt-?out|abmeld|d[eé]s(abonn|inscri)|darse de baja/],
  ['sign-in', /\b(log|sign)[-_ ]?[io]n\b|passw|forgot|one-?time|\b(2fa|otp|sso)\b|oauth/],
  ['comment', /comment_?post|comments-post|commentform/],
  ['checkout', /check-?out|\b(cart|basket|warenkorb|pay(ment)?s?|donat(e|ions?)|spenden?)\b/],
];

/** Whom a form's data are for, where that is not the site itself: who takes money or signs in. */
const MONEY =
  /^(pay|checkout|secure|donate|login|auth|accounts?|sso)\.|paypal|stripe|braintree|adyen|mollie|klarna|squareup|authorize\.net|worldpay|payu|razorpay|donor|giving|gofundme|givebutter|auth0|okta/;

/** Form back ends and CRMs that keep whatever names they are sent. */
const BACK_ENDS =
  /form(spree|submit|carry|stack)|(get|wu|jot)form|basin|web3forms|staticforms|salesforce|pardot|hubspot|hsforms|zoho|activehosted|kit\.com|mailerlite|aweber|getresponse|createsend|constantcontact|keap|infusionsoft|leadconnector|marketo|klaviyo/;

/** A hidden input by which the back end knows what a form had in it. */
const SIGNED = /signature|hmac|(^|[^a-z])signed|^policy$|_token\[/i;

/** What somebody who becomes a lead leaves: how he can be reached, or what he has to say. */
const CONTACT = /e?mail|phone|^tel|[^a-z]tel\b|name|textarea|message/i;

/** Whether somebody can have left in the form how to reach him; `filled`: whether he has. */
export function hasContact(form: Element, filled?: boolean): boolean {
  return elementsOf(form).some(
    ({ type, name, autocomplete, value }) =>
      !/hidden|submit|button|check|radio|select|file|reset/.test(type) &&
      CONTACT.test(`${type} ${autocomplete} ${name}`) &&
      (!filled || value),
  );
}

/** Decides how far a form may be touched. */
export function judge(form: HTMLFormElement, submitter?: Control): Verdict {
  const elements = elementsOf(form);
  const isOf = (selectors: string[] | undefined) =>
    selectors?.some((one) => {
      try {
        return around(form, one);
      } catch {
        // No selector after all.
        return false;
      }
    });
  const said = attributeOf(around(form, '[data-waybill]') ?? form, 'data-waybill');
  if (said === 'off' || isOf(config.forms_off)) return [0, 'off'];
  const secret = elements.find(
    ({ type, autocomplete, name }) =>
      type === 'password' ||
      /\bcc-|one-time/.test(autocomplete) ||
      /card.?num|\b(cvv|cvc|iban|otp|passcode)\b/i.test(name),
  );
  if (secret) return [0, secret.type === 'password' ? 'password' : 'payment'];
  if (said === 'on' || isOf(config.forms_on)) return [2, 'on'];
  const method = (
    attributeOf(submitter ?? form, 'formmethod') || own(form as HTMLFormElement, 'method')
  ).toLowerCase();
  if (method === 'dialog') return [0, 'dialog'];
  const visible = elements.filter(({ type }) => /^(text|search|email|tel|url)|area/.test(type));
  if (
    around(form, '[role=search],search') ||
    elements.some(({ type }) => type === 'search') ||
    (!visible[1] && /^(q|s|query|search|keywords?|suche)$/i.test(visible[0]?.name ?? ''))
  )
    return [0, 'search'];
  if (elements.some(({ type, name }) => type === 'hidden' && SIGNED.test(name)))
    return [0, 'signed'];
  const action = String(
    submitter?.hasAttribute('formaction')
      ? own(submitter, 'formAction')
      : own(form as HTMLFormElement, 'action'),
  );
  const { host = '', pathname = '' } = /^http/.test(action) ? new URL(action) : {};
  const text = [
    pathname,
    attributeOf(form, 'id'),
    attributeOf(form, 'name'),
    labelOf(submitter ?? submitterOf(form)),
  ]
    .concat(elements.filter(({ type }) => type === 'hidden').map(({ name }) => name))
    .join(' ')
    .toLowerCase();
  const never = NEVER.find(([, pattern]) => pattern.test(text));
  if (never) return [0, never[0]];
  const isForeign = host !== location.host;
  if (isForeign && MONEY.test(host)) return [0, 'payment'];
  return method !== 'post' && !vendorOf(form)?.takes
    ? [1, 'get']
    : !hasContact(form)
      ? [1, 'no contact']
      : /viewstate/.test(text)
        ? [1, 'signed']
        : isForeign && !BACK_ENDS.test(host)
          ? [1, 'elsewhere']
          : vendorOf(form)?.takes === false
            ? [1, 'vendor']
            : config.create === 'fill'
              ? [1, 'setting']
              : [2, ''];
}
