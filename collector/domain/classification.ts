import type { LeadEvent, Touch } from '../../shared/wire.ts';
import { allTouches, decisiveTouch } from './decisive.ts';
import type { Classification } from './source.ts';

/** How a lead was classified: once when it came, and again whenever the rules or the table grew. */
export interface ClassificationRow {
  siteId: string;
  leadId: string;
  rulesVersion: number;
  tableVersion: string;
  at: number;
  touchAt: number;
  source: string;
  medium: string;
  campaign: string;
  term: string;
  content: string;
  campaignId: string;
  channel: string;
  platform: string;
  clickIds: Record<string, string>;
  rule: string;
  channelRule: string;
  decidedOn: string;
}

/** What of a lead its classification is made from. */
export interface Classifiable extends Pick<LeadEvent, 'id' | 'touches'> {
  siteId: string;
}

/** Classifies a lead, whatever it was classified as before. */
export function classificationOf({ siteId, id, touches }: Classifiable, at: number) {
  const { touch, found } = decisiveTouch(touches);
  const { id: campaignId, click_ids: clickIds, evidence, ...source } = found;
  const row: ClassificationRow = {
    siteId,
    leadId: id,
    rulesVersion: evidence.rules_version,
    tableVersion: evidence.table_version,
    at,
    touchAt: touch.at,
    ...source,
    campaignId,
    clickIds,
    rule: evidence.rule,
    channelRule: evidence.channel_rule,
    decidedOn: evidence.on,
  };
  return row;
}

/** A stored classification in the words of `sourceOf`. */
export function foundIn(row: ClassificationRow): Classification {
  return {
    source: row.source,
    medium: row.medium,
    campaign: row.campaign,
    term: row.term,
    content: row.content,
    id: row.campaignId,
    channel: row.channel,
    platform: row.platform,
    click_ids: row.clickIds,
    evidence: {
      rule: row.rule,
      channel_rule: row.channelRule,
      on: row.decidedOn,
      rules_version: row.rulesVersion,
      table_version: row.tableVersion,
    },
  };
}

/** The touch that a lead's classification was made from. */
export function touchOf(
  row: Pick<ClassificationRow, 'touchAt'>,
  touches: LeadEvent['touches'],
): Touch {
  return allTouches(touches).find(({ at }) => at === row.touchAt) ?? touches.last;
}
