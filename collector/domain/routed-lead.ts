import { type ClassificationRow, touchOf } from './classification.ts';
import type { Client } from './client.ts';
import type { LeadRow } from './projection.ts';
import type { RoutedLead } from './routing.ts';

type OfLead = Pick<
  LeadRow,
  'siteId' | 'id' | 'receivedAt' | 'page' | 'form' | 'intent' | 'touches' | 'path'
>;
type OfSource = Pick<ClassificationRow, 'channel' | 'source' | 'medium' | 'campaign' | 'touchAt'>;

/** What is stored of a lead, as far as rules look at it. */
export interface LeadFacts extends OfLead, OfSource {
  client: Client | null;
}

/** The domain of an address: what of it may be a company's. */
export function domainOf(email: string | undefined): string {
  return email?.trim().split('@')[1]?.toLowerCase() ?? '';
}

/** A lead as rules look at it. */
export function routedLead(
  facts: LeadFacts,
  { isKnown, companyDomain }: Pick<RoutedLead, 'isKnown' | 'companyDomain'>,
): RoutedLead {
  const { siteId, id, receivedAt, channel, source, medium, campaign, intent, form } = facts;
  return {
    ...{ siteId, id, receivedAt, channel, source, medium, campaign, isKnown, companyDomain },
    landingPage: touchOf(facts, facts.touches).landing_page,
    pages: [...facts.path.map(({ url }) => url), facts.page],
    form: { id: form.id, name: form.name },
    leadType: intent.lead_type ?? '',
    topic: intent.topic ?? '',
    options: intent.options ?? [],
    country: facts.client?.country ?? '',
    region: facts.client?.region ?? '',
  };
}
