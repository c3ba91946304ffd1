import * as z from 'zod';
import type { IsoTime } from '../domain/lead-json.ts';
import type { ToldLead } from '../domain/told-lead.ts';
import { kindOf } from './destination.ts';

const USER_AGENT = 'Waybill';

/** The headers of everything that is sent. */
export function headersOf(contentType: string, more: Record<string, string> = {}) {
  return { 'content-type': contentType, 'user-agent': USER_AGENT, ...more };
}

/** An address that requests may go to. */
export const HttpUrl = z.url({ protocol: /^https?$/, error: 'must be an address: https://…' });

const Settings = z.strictObject({
  url: HttpUrl,
  /** Whether it gets what persons wrote of themselves. */
  contact: z.boolean().default(false),
});

/** A lead as a payload of Standard Webhooks. */
function payloadOf(told: ToldLead, iso: IsoTime): object {
  const { assignment, events, manifest } = told.handoff;
  const time = (at: number | null) => (at === null ? null : iso(at));
  return {
    type: told.type,
    timestamp: iso(told.at),
    ...(told.isTest && { test: true }),
    data: {
      id: told.leadId,
      site: told.site,
      story: told.story,
      manifest: manifest.map((item) => ({ ...item, at: time(item.at) })),
      owner: assignment && {
        id: assignment.ownerId,
        name: assignment.ownerName,
        kind: assignment.ownerKind,
      },
      due_at: time(assignment?.dueAt ?? null),
      calendar: assignment?.expectation?.calendar ?? null,
      assignment: assignment && {
        number: assignment.number,
        at: iso(assignment.at),
        rule: assignment.rule,
        why: assignment.why,
        priority: assignment.priority,
        qualification: assignment.qualification,
        next_action: assignment.nextAction,
        respond_within_minutes: assignment.expectation?.minutes ?? null,
        escalation:
          assignment.escalation?.map(({ afterMinutes, ownerId }) => ({
            after_minutes: afterMinutes,
            to: ownerId,
          })) ?? [],
      },
      timeline: events.map(({ id, kind, at, heardAt, actor, by, via, details }) => ({
        ...{ id, kind, at: iso(at), heard_at: iso(heardAt), actor, by, via, details },
      })),
      lead: told.lead,
      contact: told.contact,
      links: told.links,
    },
  };
}

/** A receiver of one's own, by Standard Webhooks. */
export const webhook = kindOf<z.infer<typeof Settings>, object>({
  name: 'webhook',
  settings: Settings,
  secrets: z.strictObject({}),
  atOnce: 16,
  isSigned: true,
  takesContact: ({ contact }) => contact,
  request: (told, { url }, _secrets, iso) => ({
    method: 'POST',
    url,
    headers: headersOf('application/json'),
    body: JSON.stringify(payloadOf(told, iso)),
  }),
  vendor: () => ({ name: 'The receiver', rules: [] }),
});
