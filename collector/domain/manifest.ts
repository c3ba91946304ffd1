import { pathOf } from '../../shared/url.ts';
import { API_SCRIPT } from './api-lead.ts';
import { type ClassificationRow, touchOf } from './classification.ts';
import type { HandoffEvent, Stage, Via } from './handoff.ts';
import type { IsoTime } from './lead-json.ts';
import type { LeadRow } from './projection.ts';
import type { State } from './timeline.ts';

/** What a clean handoff carries, in the order of its way. */
export const MANIFEST_ITEMS = [
  'source',
  'context',
  'intent',
  'lead_type',
  'owner',
  'expectation',
  'status',
  'outcome',
  'feedback',
] as const;
export type ManifestItem = (typeof MANIFEST_ITEMS)[number];

/** Who says a value: a rule of ours, the page, another system, or a person. */
type Origin = 'rule' | 'page' | 'crm' | 'person';

/** One of the nine: its value, or the one reason for which there is none. */
interface Item {
  name: ManifestItem;
  value: string | null;
  origin: Origin | null;
  /** Epoch milliseconds: when that was so. */
  at: number | null;
  missing: string | null;
}

export type Manifest = readonly Item[];

/** Whose a lead is, as far as it was assigned. */
interface AssignedTo {
  ownerName: string;
  at: number;
  /** '' where a person decided. */
  rule: string;
  why: string;
  expectation: { minutes: number; calendar: string } | null;
}

/** What a manifest is made from. */
export interface ManifestParts {
  lead: Pick<
    LeadRow,
    'page' | 'path' | 'intent' | 'form' | 'consent' | 'touches' | 'occurredAt' | 'script'
  >;
  classification: ClassificationRow;
  assignment: AssignedTo | null;
  state: State;
}

/** Words that name no source, form or offer: whoever reads them knows as much as before. */
const GENERIC = new Set([
  ...['', '-', 'n/a', 'na', 'none', '(none)', 'null', 'undefined', 'unknown', '(not set)'],
  ...['other', 'others', 'misc', 'general', 'default', 'test', 'web', 'website', 'web site'],
  ...['internet', 'online', 'site', 'homepage', 'www', 'lead', 'web lead', 'website lead'],
  ...['form', 'web form', 'contact', 'contact form', 'contact us', 'inquiry', 'enquiry'],
]);

/** Whether a text says something. */
export function isSpecific(text: string | undefined): text is string {
  return text !== undefined && !GENERIC.has(text.trim().toLowerCase());
}

type Found = Omit<Item, 'name'>;

function found(value: string, origin: Origin, at: number | null): Found {
  return { value, origin, at, missing: null };
}

function missing(why: string): Found {
  return { value: null, origin: null, at: null, missing: why };
}

/** Why nothing of the way here is known. */
function noArrival({ consent, script, path }: ManifestParts['lead'], otherwise: string): string {
  if (script === API_SCRIPT && !path.length) return 'came over the API without a page';
  return consent.storage.level === 'none' ? 'consent denied' : otherwise;
}

function sourceItem({ lead, classification }: ManifestParts): Found {
  const { source, medium, channel, touchAt } = classification;
  if (channel === 'Direct') return missing(noArrival(lead, 'no tags and no referrer'));
  if (!isSpecific(source)) return missing(`a generic value: ${source || 'no source'}`);
  if (!isSpecific(medium)) return missing(`${source} without a medium`);
  return found(`${source} / ${medium}`, 'rule', touchAt);
}

function contextItem({ lead, classification }: ManifestParts): Found {
  const { campaign, touchAt } = classification;
  const { landing_page: landing } = touchOf(classification, lead.touches);
  const parts = [
    ...(isSpecific(campaign) ? [campaign] : []),
    ...(landing ? [pathOf(landing)] : lead.page ? [pathOf(lead.page)] : []),
  ];
  if (!parts.length) return missing(noArrival(lead, 'no campaign and no page'));
  return found(parts.join(' · '), 'page', touchAt);
}

function intentItem({ lead }: ManifestParts): Found {
  const { topic, options = [], call_to_action } = lead.intent;
  const words = [
    ...[topic].filter(isSpecific),
    ...options
      .filter(({ value }) => isSpecific(value))
      .map(({ name, value }) => `${name}: ${value}`),
  ];
  // A button's words are less than what was chosen.
  const told = words.length ? words : [call_to_action, lead.form.heading].filter(isSpecific);
  if (!told.length) return missing('the form names no topic and offers no choice');
  return found([...new Set(told)].join(' · '), 'page', lead.occurredAt);
}

function leadTypeItem({ lead }: ManifestParts): Found {
  const { lead_type: type } = lead.intent;
  if (!isSpecific(type)) return missing('no word of the page, form or button tells it');
  return found(type, 'page', lead.occurredAt);
}

function ownerItem({ assignment }: ManifestParts): Found {
  if (!assignment) return missing('not routed yet');
  const { ownerName, rule, at, why } = assignment;
  if (!ownerName) return missing(why || 'no rule matched');
  return found(ownerName, rule ? 'rule' : 'person', at);
}

function expectationItem({ assignment }: ManifestParts): Found {
  if (!assignment) return missing('not routed yet');
  const { expectation, rule, at } = assignment;
  if (!expectation) return missing('the rule sets no time');
  const { minutes, calendar } = expectation;
  return found(`${minutes} minutes, ${calendar}`, rule ? 'rule' : 'person', at);
}

const ORIGINS: Readonly<Record<Via, Origin>> = {
  rule: 'rule',
  page: 'page',
  dashboard: 'person',
  link: 'person',
  api: 'crm',
  csv: 'crm',
  crm: 'crm',
};

const UNANSWERED: readonly Stage[] = ['received', 'routed'];
const ENDS: readonly Stage[] = ['won', 'retained', 'lost', 'rejected', 'disqualified'];

/** What an event adds to its stage, in words. */
function detailOf({ details }: HandoffEvent): string {
  const { reason, value, currency } = details;
  if (value !== undefined) return `: ${value} ${currency}`;
  return reason ? `: ${reason.replaceAll('_', ' ')}` : '';
}

function stageText({ stage, event }: State): string {
  return stage + (event ? detailOf(event) : '');
}

function statusItem({ state }: ManifestParts): Found {
  const { stage, event } = state;
  if (UNANSWERED.includes(stage) || !event) return missing('nobody has answered yet');
  return found(stage, ORIGINS[event.via], event.at);
}

function outcomeItem({ state }: ManifestParts): Found {
  const { stage, event } = state;
  if (!ENDS.includes(stage) || !event) return missing(`still open: ${stage}`);
  return found(stageText(state), ORIGINS[event.via], event.at);
}

/** The outcome is in our reports once it is known; who sold a click is told by an export. */
function feedbackItem({ state, classification }: ManifestParts): Found {
  const { stage, event } = state;
  if (!ENDS.includes(stage) || !event) return missing('no outcome yet');
  const [clickId] = Object.keys(classification.clickIds);
  if (clickId) return missing(`nobody told the platform that sold the click (${clickId})`);
  return found('in reports; no click was bought', 'rule', event.heardAt);
}

const MAKE: Readonly<Record<ManifestItem, (parts: ManifestParts) => Found>> = {
  source: sourceItem,
  context: contextItem,
  intent: intentItem,
  lead_type: leadTypeItem,
  owner: ownerItem,
  expectation: expectationItem,
  status: statusItem,
  outcome: outcomeItem,
  feedback: feedbackItem,
};

/** The nine items of a lead, each with its value or with why there is none. */
export function manifestOf(parts: ManifestParts): Manifest {
  return MANIFEST_ITEMS.map((name) => ({ name, ...MAKE[name](parts) }));
}

/** How much of a manifest is there. */
export function completenessOf(manifest: Manifest) {
  const lacking = manifest.filter(({ value }) => value === null);
  return {
    present: manifest.length - lacking.length,
    of: manifest.length,
    missing: lacking.map(({ name }) => name),
  };
}

/** How much of some leads' manifests is there, and which item lacks most often. */
export function completenessOfAll(manifests: readonly Manifest[]) {
  const counts = manifests.map((manifest) => completenessOf(manifest).present);
  const lacking = MANIFEST_ITEMS.map((name, index) => ({
    name,
    leads: manifests.filter((manifest) => manifest[index]?.value === null).length,
  }));
  return {
    leads: manifests.length,
    least: counts.length ? Math.min(...counts) : null,
    mean: counts.length ? counts.reduce((sum, one) => sum + one, 0) / counts.length : null,
    missing: lacking.filter(({ leads }) => leads).sort((a, b) => b.leads - a.leads),
  };
}

/** A manifest as the API gives it. */
export function manifestJson(manifest: Manifest, iso: IsoTime) {
  return manifest.map(({ at, ...item }) => ({ ...item, at: at === null ? null : iso(at) }));
}
