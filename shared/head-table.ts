import { CLICK_IDS } from './fields.ts';
import type { SourceTable } from './source.ts';

/** The table of the hidden fields: the names that most leads come from. */
export const HEAD_TABLE: SourceTable = {
  version: '1',
  clickIds: CLICK_IDS,
  hosts: {
    // Before Search: an assistant lives on a search engine's domain.
    'AI Assistant': 'chatgpt(.com)?|perplexity.ai|claude.ai|(gemini.google|copilot.microsoft).com',
    'Organic Search': '(google|bing|yahoo|duckduckgo|yandex)~',
    'Organic Social': '(facebook|instagram|linkedin|tiktok)~|t.co|x.com',
  },
  mediums: new Map([
    ['(none)', 'Direct'],
    ['organic', 'Organic Search'],
    ['social', 'Organic Social'],
    ['email', 'Email'],
    ['referral', 'Referral'],
  ]),
};
