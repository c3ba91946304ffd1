import { MAX_LABEL_CHARS } from '../../shared/limits.ts';
import type { Intent } from '../../shared/wire.ts';

/**
 * A kind of lead, and what tells of it: a pattern of whole words, lower-case and with one blank
 * between them. `/jobs` is a part of the page's path alone, `field:resume` a field's name (lower-case
 * letters and digits), `ld:jobposting` a type of the page's data.
 */
export type LeadType = readonly [id: string, said: string];

/** What was read of a form, and where: button, heading, form, field, json-ld or path. */
export type Clue = readonly [by: string, text: string];

/** In the order of trust; the last only where nothing tells of another. */
const COMMON = `existing_customer=(my|your) (account|order|appointment)|(current|existing|already a) (customer|patient)|reschedule|invoice|/support(?! )|/warranty
job_applicant=apply (now|today)|(job|submit) (application|resume)|bewerb\\S+|candidature|ld:jobposting|/careers?|/jobs?|/employment|/apply|field:resume|field:cv
demo_request=demo|(talk to|contact) sales
quote_request=quote|estimate|pricing|devis|kostenvoranschlag|angebot anfordern|presupuesto|offerte
callback_request=call ?back|call me|rückruf
appointment_request=appointment|consultation|book (now|online)|(book|schedule) .*(visit|call|service)|rendez vous|termin|cita|afspraak
newsletter=subscribe|newsletter|nieuwsbrief|download|get the guide|field:email only
sales_inquiry=contact( us)?|kontakt|contacto|get in touch|[ei]nquiry|anfrage|message`;

/**
 * The kind of lead that a form is for, and what tells so: `button: Get a quote`.
 *
 * @param clues in the order of trust
 * @param extra the lead types of trades, which go before the general ones
 */
export function leadTypeOf(
  clues: readonly Clue[],
  extra: readonly LeadType[],
): Partial<Pick<Intent, 'lead_type' | 'lead_type_by'>> {
  const common = COMMON.split('\n').map((row) => row.split('=') as never as LeadType);
  const rows = [...extra, ...common];
  for (const among of [rows.slice(0, -1), rows]) {
    for (const [by, text] of clues) {
      const words = `${by}:${text}`.toLowerCase().replace(/[^a-z\dß-ÿ/:]+/g, ' ');
      for (const [lead_type, said] of among) {
        // Of what ends in `d:`, fields and data, only what names them is meant.
        if (RegExp(`(^|[^d]:|[ /]|(?=/))(${said})( |/|$)`).test(words)) {
          return { lead_type, lead_type_by: `${by}: ${text}`.slice(0, MAX_LABEL_CHARS) };
        }
      }
    }
  }
  return {};
}
