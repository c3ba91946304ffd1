import type * as z from 'zod';
import type { IsoTime } from '../domain/lead-json.ts';
import type { OutgoingRequest } from '../domain/outgoing.ts';
import type { ToldLead } from '../domain/told-lead.ts';
import type { Vendor } from './outcome.ts';

/** A kind of destination: what it asks for, and how a lead is told to it. */
export interface DestinationKind<
  Settings extends object = object,
  Secrets extends object = object,
> {
  name: string;
  /** What is kept in the open, and shown. */
  settings: z.ZodType<Settings>;
  /** What is kept sealed, and never shown. */
  secrets: z.ZodType<Secrets>;
  /** As many requests go there at once; vendors refuse what is more than they say. */
  atOnce: number;
  /** Whether requests are signed, by secrets that the collector makes. */
  isSigned: boolean;
  /** Whether it is told what persons wrote of themselves. */
  takesContact(settings: Settings): boolean;
  request(told: ToldLead, settings: Settings, secrets: Secrets, iso: IsoTime): OutgoingRequest;
  vendor(settings: Settings): Vendor;
}

/** A kind whose settings are read by itself alone, so that kinds can stand in one list. */
export function kindOf<Settings extends object, Secrets extends object>(
  kind: DestinationKind<Settings, Secrets>,
): DestinationKind {
  return kind;
}
