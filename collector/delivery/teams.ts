import * as z from 'zod';
import type { IsoTime } from '../domain/lead-json.ts';
import type { ToldLead } from '../domain/told-lead.ts';
import { kindOf } from './destination.ts';
import { type Line, messageOf } from './message.ts';
import type { Vendor } from './outcome.ts';
import { HttpUrl, headersOf } from './webhook.ts';

const Settings = z.strictObject({ contact: z.boolean().default(false) });
/** Whoever has the address may post. */
const Secrets = z.strictObject({ url: HttpUrl });

const WEBHOOKS =
  'https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook';
const CONNECTOR = 'https://learn.microsoft.com/connectors/teams/';

const VENDOR: Vendor = {
  name: 'Teams',
  rules: [
    {
      status: 200,
      says: /endpoint returned HTTP error 429/,
      outcome: 'retry',
      why: 'takes four messages a second',
      document: WEBHOOKS,
    },
    { status: 202, outcome: 'delivered', why: 'started the workflow', document: CONNECTOR },
    {
      status: 413,
      outcome: 'final',
      why: 'takes cards of 28 kB at most',
      document: CONNECTOR,
    },
    { status: 429, outcome: 'retry', why: 'takes four messages a second', document: WEBHOOKS },
  ],
};

/** A card reads some Markdown: what a visitor chose is not to become a link of another name. */
function plain(text: string): string {
  return text.replace(/[[\]`*_~]/g, ' ');
}

function block(text: string, more: object = {}): object[] {
  return text ? [{ type: 'TextBlock', text: plain(text), wrap: true, ...more }] : [];
}

function facts(lines: readonly Line[]): object[] {
  if (!lines.length) return [];
  const pairs = lines.map(({ name, value }) => ({ title: name, value: plain(value) }));
  return [{ type: 'FactSet', facts: pairs }];
}

function cardOf(told: ToldLead, iso: IsoTime): object {
  const { title, story, expected, items, contact, links } = messageOf(told, iso);
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      ...block(title, { size: 'Large', weight: 'Bolder' }),
      ...block(story),
      ...block(expected, { weight: 'Bolder' }),
      ...facts(items),
      ...facts(contact),
    ],
    actions: links.map(({ name, value }) => ({ type: 'Action.OpenUrl', title: name, url: value })),
  };
}

/** A channel or chat of Teams, by a workflow that a webhook request starts. */
export const teams = kindOf<z.infer<typeof Settings>, z.infer<typeof Secrets>>({
  name: 'teams',
  settings: Settings,
  secrets: Secrets,
  atOnce: 2,
  isSigned: false,
  takesContact: ({ contact }) => contact,
  request: (told, _settings, { url }, iso) => {
    const contentType = 'application/vnd.microsoft.card.adaptive';
    const attachments = [{ contentType, contentUrl: null, content: cardOf(told, iso) }];
    return {
      method: 'POST',
      url,
      headers: headersOf('application/json'),
      body: JSON.stringify({ type: 'message', attachments }),
    };
  },
  vendor: () => VENDOR,
});
