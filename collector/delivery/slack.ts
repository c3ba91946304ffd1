import * as z from 'zod';
import type { IsoTime } from '../domain/lead-json.ts';
import type { ToldLead } from '../domain/told-lead.ts';
import { kindOf } from './destination.ts';
import { cut, type Line, messageOf } from './message.ts';
import type { Vendor } from './outcome.ts';
import { HttpUrl, headersOf } from './webhook.ts';

const Settings = z.strictObject({ contact: z.boolean().default(false) });
/** Whoever has the address may post. */
const Secrets = z.strictObject({ url: HttpUrl });

const WEBHOOKS = 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks';

const VENDOR: Vendor = {
  name: 'Slack',
  rules: [
    {
      status: 400,
      outcome: 'final',
      why: 'refused the message (invalid_payload, user_not_found)',
      document: WEBHOOKS,
    },
    {
      status: 403,
      outcome: 'retry',
      why: 'does not let this app post there (action_prohibited): ask its admin',
      document: WEBHOOKS,
    },
    {
      status: 404,
      outcome: 'retry',
      why: 'has no such channel or webhook (channel_not_found, no_service): set another address',
      document: WEBHOOKS,
    },
    {
      status: 410,
      outcome: 'final',
      pauses: true,
      why: 'has archived the channel (channel_is_archived)',
      document: WEBHOOKS,
    },
    {
      status: 429,
      outcome: 'retry',
      why: 'takes one message a second',
      document: 'https://docs.slack.dev/apis/web-api/rate-limits',
    },
    { status: 500, outcome: 'retry', why: 'failed (rollup_error)', document: WEBHOOKS },
  ],
};

/** As a section takes it. */
const MAX_TEXT_CHARS = 2_900;

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function section(lines: readonly string[]): object[] {
  const text = cut(lines.filter(Boolean).join('\n'), MAX_TEXT_CHARS);
  return text ? [{ type: 'section', text: { type: 'mrkdwn', text } }] : [];
}

const named = ({ name, value }: Line) => `*${escaped(name)}:* ${escaped(value)}`;

/** Links in the text: a button would ask the app for an answer that it has no address for. */
const link = ({ name, value }: Line) => `<${escaped(value)}|${escaped(name)}>`;

function cardOf(told: ToldLead, iso: IsoTime): object {
  const { title, story, expected, items, contact, links } = messageOf(told, iso);
  return {
    text: escaped(`${title}: ${story}`),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title } },
      ...section([escaped(story), expected && `*${escaped(expected)}*`]),
      ...section(items.map(named)),
      ...section(contact.map(named)),
      ...section([links.map(link).join('  ·  ')]),
    ],
  };
}

/** A channel of Slack, by an incoming webhook of an app there. */
export const slack = kindOf<z.infer<typeof Settings>, z.infer<typeof Secrets>>({
  name: 'slack',
  settings: Settings,
  secrets: Secrets,
  atOnce: 1,
  isSigned: false,
  takesContact: ({ contact }) => contact,
  request: (told, _settings, { url }, iso) => ({
    method: 'POST',
    url,
    headers: headersOf('application/json'),
    body: JSON.stringify(cardOf(told, iso)),
  }),
  vendor: () => VENDOR,
});
