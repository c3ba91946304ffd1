import type { IsoTime } from '../domain/lead-json.ts';
import type { ManifestItem } from '../domain/manifest.ts';
import type { ToldLead } from '../domain/told-lead.ts';

/** A line that people read: what it is about, and what is known of it. */
export interface Line {
  name: string;
  value: string;
}

/** A lead in words, for cards and mails. */
export interface Message {
  title: string;
  story: string;
  /** What is expected of whom until when. */
  expected: string;
  items: Line[];
  contact: Line[];
  links: Line[];
}

const MAX_VALUE_CHARS = 300;
const MAX_STORY_CHARS = 600;

/** Cut text, that says so. */
export function cut(text: string, chars: number): string {
  return text.length > chars ? `${text.slice(0, chars - 1)}…` : text;
}

const ITEM_WORDS: Readonly<Record<ManifestItem, string>> = {
  source: 'Source',
  context: 'Campaign and page',
  intent: 'Intent',
  lead_type: 'Lead type',
  owner: 'Owner',
  expectation: 'Expected',
  status: 'Status',
  outcome: 'Outcome',
  feedback: 'Feedback',
};

const TITLES: Readonly<Record<string, string>> = {
  'lead.routed': 'New lead',
  'lead.reassigned': 'Lead handed on',
  'lead.late': 'Late: nobody has answered this lead',
  'lead.test': 'A test: nobody sent this lead',
};

/** A time for a reader: `2026-11-22 14:30 UTC`. */
function timeText(at: number, iso: IsoTime): string {
  return `${iso(at).slice(0, 16).replace('T', ' ')} UTC`;
}

function titleOf({ type, handoff, site }: ToldLead): string {
  const title = TITLES[type] ?? `Lead ${type.replace(/^lead\./, '').replaceAll('_', ' ')}`;
  const owner = handoff.assignment?.ownerName;
  // A title is one line, of a mail, too.
  return cut(`${title}${owner ? ` for ${owner}` : ''} · ${site.name}`.replace(/\s+/g, ' '), 140);
}

function expectedOf({ handoff: { assignment } }: ToldLead, iso: IsoTime): string {
  if (!assignment) return '';
  const { dueAt, nextAction, qualification } = assignment;
  return [
    dueAt === null ? '' : `Answer until ${timeText(dueAt, iso)}.`,
    nextAction && `Next: ${nextAction}.`,
    qualification && `To find out: ${qualification}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** The words that a card or a mail is made of. */
export function messageOf(told: ToldLead, iso: IsoTime): Message {
  const { links } = told;
  const lines = (pairs: readonly (readonly [string, string | null])[]) =>
    pairs.flatMap(([name, value]) => (value ? [{ name, value }] : []));
  return {
    title: titleOf(told),
    story: cut(told.story, MAX_STORY_CHARS),
    expected: cut(expectedOf(told, iso), MAX_STORY_CHARS),
    items: told.handoff.manifest.map(({ name, value, missing }) => ({
      name: ITEM_WORDS[name],
      value: cut(value ?? `missing: ${missing}`, MAX_VALUE_CHARS),
    })),
    contact: lines(
      Object.entries(told.contact ?? {}).map(([name, value]) => [
        name,
        value && cut(value, MAX_VALUE_CHARS),
      ]),
    ),
    links: lines([
      ['Accept', links.accept],
      ['Reject with a reason', links.reject],
      ['Contacted', links.contacted],
      ['Open the lead', links.lead],
    ]),
  };
}
