import * as z from 'zod';
import type { IsoTime } from '../domain/lead-json.ts';
import type { ToldLead } from '../domain/told-lead.ts';
import { kindOf } from './destination.ts';
import { MAIL_SETTINGS, PROVIDERS } from './mail.ts';
import { messageOf } from './message.ts';
import type { Vendor } from './outcome.ts';
import { HttpUrl, headersOf } from './webhook.ts';

const VENDOR_NAME = { vendor: z.string().trim().min(1).max(200) };
const Settings = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('mail'), ...MAIL_SETTINGS, ...VENDOR_NAME }),
  z.strictObject({ by: z.literal('http'), url: HttpUrl, ...VENDOR_NAME }),
]);
const Secrets = z.strictObject({
  /** The mail provider's key; over HTTP what stands in `Authorization`, where it asks for that. */
  key: z.string().trim().max(500).default(''),
});

const RECEIVER: Vendor = { name: 'The dealer system', rules: [] };

/** XML cannot hold every character, not even escaped. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

type Attributes = Readonly<Record<string, string>>;

/** An element with a text, or nothing where there is none. */
function leaf(name: string, text: string | null | undefined, attributes: Attributes = {}): string {
  if (!text) return '';
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return `<${name}${written.join('')}>${escaped(text)}</${name}>`;
}

function customerOf({ contact, story }: ToldLead, comments: string): string {
  const { name, email, phone, company, message } = contact ?? {};
  const who = [
    leaf('name', name ?? 'unknown', { part: 'full', type: company ? 'business' : 'individual' }),
    leaf('email', email),
    leaf('phone', phone, { type: 'voice' }),
  ];
  const said = [message, company && `Company: ${company}`, story, comments];
  return `<customer><contact>${who.join('')}</contact>${leaf('comments', said.filter(Boolean).join('\n'))}</customer>`;
}

/** ADF 1.0, the order of its elements as its definition has it. */
function adfOf(told: ToldLead, vendor: string, iso: IsoTime): string {
  const { items, links } = messageOf(told, iso);
  const comments = [...items, ...links].map(({ name, value }) => `${name}: ${value}`).join('\n');
  const { topic } = told.lead.intent;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n<?adf version="1.0"?>\n<adf><prospect>',
    leaf('id', told.leadId, { sequence: '1', source: 'Waybill' }),
    leaf('requestdate', told.lead.occurred_at.replace(/\.\d+Z$/, '+00:00')),
    // The model is what the page is about: Waybill knows no maker of its own.
    `<vehicle interest="buy"><make>unknown</make>${leaf('model', topic || 'unknown')}</vehicle>`,
    customerOf(told, comments),
    `<vendor><vendorname>${escaped(vendor)}</vendorname><contact>${leaf('name', vendor, { part: 'full' })}</contact></vendor>`,
    `<provider>${leaf('name', told.site.name, { part: 'full' })}<service>Waybill</service></provider>`,
    '</prospect></adf>',
  ].join('');
}

/** Dealers' systems, which read ADF from mails or over HTTP. They make a record: they get contacts. */
export const adf = kindOf<z.infer<typeof Settings>, z.infer<typeof Secrets>>({
  name: 'adf',
  settings: Settings,
  secrets: Secrets,
  atOnce: 2,
  isSigned: false,
  takesContact: () => true,
  request: (told, settings, { key }, iso) => {
    const xml = adfOf(told, settings.vendor, iso);
    if (settings.by === 'http') {
      const headers = headersOf('application/x-adf+xml; charset=utf-8', {
        ...(key && { authorization: key }),
      });
      return { method: 'POST', url: settings.url, headers, body: xml };
    }
    const { provider, from, to } = settings;
    // The whole text of the mail is the XML: what reads it reads nothing else.
    const subject = 'ADF Lead';
    return PROVIDERS[provider].request({ from, to, subject, text: xml, id: told.messageId }, key);
  },
  vendor: (settings) => (settings.by === 'http' ? RECEIVER : PROVIDERS[settings.provider].vendor),
});
