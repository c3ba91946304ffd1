import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Clue, leadTypeOf } from '../../snippet/forms/lead-type.ts';

function typeOf(...clues: Clue[]): string | undefined {
  return leadTypeOf(clues, []).lead_type;
}

describe('a lead type', () => {
  it.each([
    ['existing_customer', 'heading', 'Already a customer?'],
    ['existing_customer', 'button', 'Reschedule my appointment'],
    ['existing_customer', 'path', '/support'],
    ['job_applicant', 'button', 'Apply now'],
    ['job_applicant', 'button', 'Jetzt bewerben'],
    ['job_applicant', 'json-ld', 'JobPosting'],
    ['job_applicant', 'path', '/en/careers/welder'],
    ['job_applicant', 'field', 'resume'],
    ['demo_request', 'button', 'Book a demo'],
    ['demo_request', 'heading', 'Talk to sales'],
    ['quote_request', 'button', 'Get your free quote!'],
    ['quote_request', 'form', 'quote-request_form'],
    ['quote_request', 'path', '/get-a-quote.html'],
    ['quote_request', 'button', 'Demander un devis'],
    ['quote_request', 'button', 'Angebot anfordern'],
    ['callback_request', 'button', 'Call me back'],
    ['callback_request', 'form', 'callback'],
    ['callback_request', 'button', 'Rückruf anfordern'],
    ['appointment_request', 'button', 'BOOK NOW'],
    ['appointment_request', 'button', 'Schedule a visit'],
    ['appointment_request', 'button', 'Prendre rendez-vous'],
    ['appointment_request', 'heading', 'Termin vereinbaren'],
    ['newsletter', 'button', 'Subscribe'],
    ['newsletter', 'heading', 'Our Newsletter'],
    ['newsletter', 'field', 'email only'],
    ['sales_inquiry', 'heading', 'Contact us'],
    ['sales_inquiry', 'path', '/kontakt'],
    ['sales_inquiry', 'button', 'Send message'],
  ])('%s is told by %s: %s', (lead_type, by, text) => {
    expect(leadTypeOf([[by, text]], [])).toEqual({ lead_type, lead_type_by: `${by}: ${text}` });
  });

  it.each([
    ['button', 'Send'],
    ['button', 'Unsubscribe'],
    ['button', 'Apply coupon'],
    ['heading', 'Great jobs by our crew'],
    ['heading', 'Democracy in action'],
    ['heading', 'Estimated delivery'],
    ['heading', 'Quoted in the press'],
    ['heading', 'Contactless payment'],
    ['heading', 'Terminal 2'],
    ['heading', 'Facebook online'],
    ['field', 'newsletter'],
    ['field', 'email'],
    ['form', 'careers'],
    ['path', '/'],
    ['path', '/support-groups'],
    ['json-ld', 'Organization'],
    ['json-ld', 'Quote'],
    ['button', ''],
  ])('is not told by %s: %s', (by, text) => {
    expect(leadTypeOf([[by, text]], [])).toEqual({});
  });

  it('is told by the first clue that tells one, and is a mere inquiry only as a last resort', () => {
    expect(typeOf(['button', 'Get a quote'], ['json-ld', 'JobPosting'])).toBe('quote_request');
    expect(typeOf(['button', 'Contact us'], ['path', '/careers'])).toBe('job_applicant');
    expect(typeOf(['button', 'Contact us'], ['path', '/about'])).toBe('sales_inquiry');
  });

  it('of a trade goes before the general ones', () => {
    const extra = [['install_estimate', '(free|roof) quote']] as const;
    expect(leadTypeOf([['button', 'Free quote']], extra).lead_type).toBe('install_estimate');
    expect(leadTypeOf([['button', 'Get a quote']], extra).lead_type).toBe('quote_request');
    expect(
      leadTypeOf(
        [
          ['button', 'Free quote'],
          ['path', '/jobs'],
        ],
        extra,
      ),
    ).toEqual({
      lead_type: 'install_estimate',
      lead_type_by: 'button: Free quote',
    });
  });

  it('is found or not in any text', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string({ unit: 'binary' }))), (clues) => {
        const { lead_type, lead_type_by } = leadTypeOf(clues, []);
        expect(!lead_type_by).toBe(!lead_type);
      }),
    );
  });
});
