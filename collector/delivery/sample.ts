import type { Touch } from '../../shared/wire.ts';
import type { IsoTime, WholeLead } from '../domain/lead-json.ts';
import { leadJson } from '../domain/lead-json.ts';
import { manifestOf } from '../domain/manifest.ts';
import { stageWords } from '../domain/stages.ts';
import { stateOf } from '../domain/timeline.ts';
import { NO_LINKS, storyOf, type ToldLead } from '../domain/told-lead.ts';

/** A lead that nobody sent, to try a destination with. */
function sampleLead(siteId: string, site: { key: string; name: string }, now: number): WholeLead {
  const page = 'https://www.example.com/contact';
  const touch: Touch = {
    at: now,
    landing_page: 'https://www.example.com/?utm_source=google&utm_medium=cpc',
    referrer: '',
    tags: { utm_source: 'google', utm_medium: 'cpc' },
    click_ids: {},
  };
  const said = { by: 'default', at: now };
  return {
    lead: {
      ...{ siteId, id: 'test', sessionId: 'test', visitorId: null },
      ...{ occurredAt: now, receivedAt: now, source: 'google', medium: 'cpc', campaign: 'spring' },
      ...{ channel: 'Paid Search', platform: 'Google Ads', page },
      form: { id: 'contact', name: 'Contact' },
      intent: { lead_type: 'quote_request', topic: 'A test' },
      touches: { first: touch, last: touch, last_non_direct: touch, session: touch },
      path: [{ id: 'test', at: now, url: page, title: 'Contact' }],
      fields: {},
      consent: { storage: { ...said, level: 'full' }, ads: { ...said, level: 'unknown' } },
      ...{ cookies: null, script: '', label: 'test', labelBy: 'a test send' },
    },
    classification: {
      ...{ siteId, leadId: 'test', rulesVersion: 0, tableVersion: '', at: now, touchAt: now },
      ...{ source: 'google', medium: 'cpc', campaign: 'spring', term: '', content: '' },
      ...{ campaignId: '', channel: 'Paid Search', platform: 'Google Ads', clickIds: {} },
      ...{ rule: '', channelRule: '', decidedOn: '' },
    },
    siteKey: site.key,
    siteName: site.name,
    session: null,
    accepted: null,
    standing: { stage: null, dueAt: null, isOpen: null, owner: null },
    history: [],
    submissions: [],
    contact: null,
  };
}

/** That lead, as a destination is told of it. */
export function sampleTold(
  messageId: string,
  site: { key: string; name: string },
  now: number,
  iso: IsoTime,
): ToldLead {
  const whole = sampleLead('test', site, now);
  const { contact: _contact, ...lead } = leadJson(whole, { values: null, fault: '' }, iso);
  const state = stateOf([], null);
  const handoff = {
    ...{ state, events: [], assignment: null, person: null },
    manifest: manifestOf({ ...whole, assignment: null, state }),
    stages: { version: 0, words: stageWords(undefined) },
  };
  return {
    ...{ messageId, type: 'lead.test', at: now, isTest: true, site, leadId: 'test' },
    ...{ story: storyOf(whole), handoff, lead },
    ...{ contact: null, links: NO_LINKS },
  };
}
