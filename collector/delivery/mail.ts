import * as z from 'zod';
import type { IsoTime } from '../domain/lead-json.ts';
import type { OutgoingRequest } from '../domain/outgoing.ts';
import type { ToldLead } from '../domain/told-lead.ts';
import { kindOf } from './destination.ts';
import { type Line, type Message, messageOf } from './message.ts';
import type { Vendor } from './outcome.ts';
import { headersOf } from './webhook.ts';

/** A mail, whoever sends it. */
export interface Mail {
  from: string;
  to: string[];
  subject: string;
  text: string;
  html?: string;
  /** The same for every try: who knows it sends the mail once. */
  id: string;
}

const RESEND_ERRORS = 'https://resend.com/docs/api-reference/errors';
const POSTMARK = 'https://postmarkapp.com/developer/api/overview';

const RESEND: Vendor = {
  name: 'Resend',
  rules: [
    {
      status: 409,
      says: /invalid_idempotent_request/,
      outcome: 'final',
      why: 'took an earlier try, with other words (invalid_idempotent_request)',
      document: RESEND_ERRORS,
    },
    {
      status: 409,
      outcome: 'retry',
      why: 'was busy with the same mail (concurrent_idempotent_requests)',
      document: RESEND_ERRORS,
    },
    {
      status: 401,
      outcome: 'retry',
      why: 'did not accept the key (missing_api_key, restricted_api_key): set another',
      document: RESEND_ERRORS,
    },
    {
      status: 403,
      outcome: 'retry',
      why: 'did not permit it (invalid_api_key, or the domain of the sender is not verified)',
      document: RESEND_ERRORS,
    },
    {
      status: 422,
      outcome: 'final',
      why: 'refused a field of the mail',
      document: RESEND_ERRORS,
    },
    {
      status: 429,
      outcome: 'retry',
      why: 'takes no more mails for now (rate_limit_exceeded, daily_quota_exceeded)',
      document: 'https://resend.com/docs/api-reference/rate-limit',
    },
  ],
};

const POSTMARK_RULES: Vendor = {
  name: 'Postmark',
  rules: [
    {
      status: 401,
      outcome: 'retry',
      why: 'did not accept the server token: set another',
      document: POSTMARK,
    },
    {
      status: 422,
      says: /"ErrorCode":\s*(10|100|400|401|405|412|413)\b/,
      outcome: 'retry',
      why: 'does not send for this account or sender now: look at its signatures and its state',
      document: POSTMARK,
    },
    {
      status: 422,
      says: /"ErrorCode":\s*406\b/,
      outcome: 'final',
      why: 'has the recipient as inactive: mails to him came back',
      document: POSTMARK,
    },
    { status: 422, outcome: 'final', why: 'refused a field of the mail', document: POSTMARK },
    { status: 429, outcome: 'retry', why: 'takes no more mails for now', document: POSTMARK },
    { status: 503, outcome: 'retry', why: 'is under maintenance', document: POSTMARK },
  ],
};

/** Who sends mails for others, by HTTP. */
interface Provider {
  vendor: Vendor;
  request: (mail: Mail, key: string) => OutgoingRequest;
}

export const PROVIDERS = {
  resend: {
    vendor: RESEND,
    request: ({ from, to, subject, text, html, id }, key) => ({
      method: 'POST',
      url: 'https://api.resend.com/emails',
      headers: headersOf('application/json', {
        authorization: `Bearer ${key}`,
        'idempotency-key': id,
      }),
      body: JSON.stringify({ from, to, subject, text, ...(html && { html }) }),
    }),
  },
  postmark: {
    vendor: POSTMARK_RULES,
    request: ({ from, to, subject, text, html, id }, key) => ({
      method: 'POST',
      url: 'https://api.postmarkapp.com/email',
      headers: headersOf('application/json', {
        accept: 'application/json',
        'x-postmark-server-token': key,
      }),
      body: JSON.stringify({
        From: from,
        To: to.join(', '),
        Subject: subject,
        TextBody: text,
        ...(html && { HtmlBody: html }),
        MessageStream: 'outbound',
        Metadata: { delivery: id },
      }),
    }),
  },
} as const satisfies Record<string, Provider>;

const Recipients = z
  .union([
    z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean)),
    z.array(z.string()),
  ])
  .pipe(z.array(z.email('must be addresses: ann@example.com')).min(1).max(20));

/** Who sends, from whom and to whom. */
export const MAIL_SETTINGS = {
  provider: z.enum(Object.keys(PROVIDERS) as (keyof typeof PROVIDERS)[]),
  /** An address that the provider knows: `leads@example.com`, also with a name. */
  from: z
    .string()
    .trim()
    .max(200)
    .regex(/^\P{Cc}+@\P{Cc}+$/u, 'must be an address: leads@example.com'),
  to: Recipients,
};
export const MailSecrets = z.strictObject({ key: z.string().trim().min(1).max(500) });

const Settings = z.strictObject({ ...MAIL_SETTINGS, contact: z.boolean().default(false) });
export type MailSettings = z.infer<typeof Settings>;

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function rows(lines: readonly Line[]): string {
  const cells = ({ name, value }: Line) =>
    `<tr><th align="left">${escaped(name)}</th><td>${escaped(value)}</td></tr>`;
  return lines.length ? `<table cellpadding="4">${lines.map(cells).join('')}</table>` : '';
}

function htmlOf({ title, story, expected, items, contact, links }: Message): string {
  const anchors = links.map(
    ({ name, value }) => `<a href="${escaped(value)}">${escaped(name)}</a>`,
  );
  return [
    `<h1 style="font-size:18px">${escaped(title)}</h1><p>${escaped(story)}</p>`,
    expected && `<p><strong>${escaped(expected)}</strong></p>`,
    rows(items),
    rows(contact),
    `<p>${anchors.join(' &middot; ')}</p>`,
  ].join('');
}

function textOf({ title, story, expected, items, contact, links }: Message): string {
  const line = ({ name, value }: Line) => `${name}: ${value}`;
  const parts = [[title, story, expected], items.map(line), contact.map(line), links.map(line)];
  const texts = parts.map((part) => part.filter(Boolean).join('\n'));
  return texts.filter(Boolean).join('\n\n');
}

function leadMail(told: ToldLead, { from, to }: MailSettings, iso: IsoTime): Mail {
  const message = messageOf(told, iso);
  return {
    ...{ from, to, subject: message.title, id: told.messageId },
    ...{ text: textOf(message), html: htmlOf(message) },
  };
}

/** Mails to people, sent by a provider. */
export const mail = kindOf<MailSettings, z.infer<typeof MailSecrets>>({
  name: 'mail',
  settings: Settings,
  secrets: MailSecrets,
  atOnce: 2,
  isSigned: false,
  takesContact: ({ contact }) => contact,
  request: (told, settings, { key }, iso) =>
    PROVIDERS[settings.provider].request(leadMail(told, settings, iso), key),
  vendor: ({ provider }) => PROVIDERS[provider].vendor,
});

/** A mail that tells whoever runs the account of something, by a destination of his. */
export function noticeMail(
  { provider, from, to }: MailSettings,
  { key }: z.infer<typeof MailSecrets>,
  notice: { id: string; text: string },
): OutgoingRequest {
  const { id, text } = notice;
  return PROVIDERS[provider].request({ from, to, subject: 'Waybill: a notice', text, id }, key);
}
