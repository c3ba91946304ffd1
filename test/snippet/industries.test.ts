import { afterAll, describe, expect, it } from 'vitest';
import { INDUSTRIES } from '../../shared/parts.ts';
import type { Part } from '../../snippet/core.ts';
import { leadTypeOf } from '../../snippet/forms/lead-type.ts';

/** By trade: the lead type, what tells of it, and what looks like it and is something else. */
const CASES: Record<(typeof INDUSTRIES)[number], [id: string, clue: string, friend: string][]> = {
  dealership: [
    ['vehicle_inquiry', 'json-ld: Car', 'heading: Car care'],
    ['vehicle_inquiry', 'field: vin', 'field: vineyard'],
    ['vehicle_inquiry', 'button: Check availability', 'button: Check out'],
    ['price_request', 'button: Get e-price', 'heading: Price match'],
    ['test_drive', 'button: Schedule test drive', 'heading: Drive safely'],
    ['trade_in', 'button: Value your trade', 'heading: Value for money'],
    ['trade_in', 'field: tradevin', 'field: trademark'],
    ['payment_finance', 'button: Get pre-approved', 'heading: Approved dealer'],
    ['lease', 'path: /lease', 'heading: Please tell us more'],
    ['service_appointment', 'button: Schedule service', 'heading: Self-service'],
    ['parts_request', 'button: Order parts', 'heading: Parties welcome'],
    ['body_shop', 'path: /body-shop', 'path: /bodywork'],
    ['recall', 'path: /recall', 'heading: Total recalling'],
  ],
  medical: [
    ['new_patient', 'button: Request appointment', 'heading: Be patient'],
    ['existing_patient', 'heading: Refill', 'heading: Portal frames'],
    ['condition_inquiry', 'json-ld: MedicalCondition', 'heading: Terms and conditions'],
    ['procedure_inquiry', 'path: /treatments', 'heading: Equal treatment'],
    ['insurance_question', 'heading: Do you accept my plan?', 'heading: We accept cards'],
    ['referral_in', 'field: referringprovider', 'field: provider'],
    ['telehealth', 'heading: Telehealth', 'heading: Health tips'],
    ['auto_accident_or_workcomp', 'heading: Car accident', 'heading: Accidental damage'],
  ],
  'home-services': [
    ['emergency_service', 'heading: Open 24/7', 'heading: Since 2007'],
    ['repair_request', 'path: /ac-repair', 'path: /repairability'],
    ['install_estimate', 'button: Get a free estimate', 'heading: Estimated arrival'],
    ['maintenance_plan', 'heading: AC tune-up', 'heading: Fine tuned'],
    ['inspection', 'heading: Storm damage?', 'heading: Brainstorm'],
    ['financing', 'path: /financing', 'heading: Financial news'],
    ['commercial_bid', 'heading: Commercial bid', 'heading: Forbidden'],
    ['warranty_existing', 'heading: Warranty claim', 'heading: 30-year warranty'],
  ],
  'med-spa': [
    ['consultation', 'button: Book a consultation', 'heading: Our consultants'],
    ['treatment_inquiry', 'path: /botox', 'path: /botanicals'],
    ['price_special', 'button: Claim offer', 'heading: We offer more'],
    ['gift_card', 'path: /gift-cards', 'heading: Gifted hands'],
    ['financing', 'heading: CareCredit', 'heading: Take care'],
    ['existing_client', 'button: Rebook', 'heading: Look book'],
  ],
  'professional-services': [
    ['consultation_request', 'button: Book a discovery call', 'heading: Consulting'],
    ['case_evaluation', 'field: incidentdate', 'field: date'],
    ['quote_insurance', 'field: coveragetype', 'heading: Insurance news'],
    ['home_valuation', 'json-ld: RealEstateListing', 'heading: Home sweet home'],
    ['rfp', 'heading: Send us your RFP', 'heading: Legal tenders'],
    ['referral_partner', 'heading: Refer a client', 'heading: Preferred partners'],
    ['resource_download', 'button: Get the guide', 'heading: Guided tours'],
  ],
  b2b: [
    ['demo_request', 'button: Talk to sales', 'heading: Sales talk'],
    ['pricing_request', 'path: /pricing', 'heading: Priceless'],
    ['trial_signup', 'button: Start free trial', 'heading: Industrial'],
    ['content_download', 'button: Watch now', 'heading: Watches'],
    ['event_registration', 'json-ld: Event', 'heading: In the event of fire'],
    ['newsletter', 'field: email only', 'field: email'],
    ['partner', 'path: /partners', 'heading: Our partners say'],
    ['support_existing', 'path: /support', 'heading: We support schools'],
  ],
  courses: [
    ['application', 'button: Book a call', 'heading: Calligraphy'],
    ['checkout', 'button: Enroll', 'heading: Joinery'],
    ['access_problem', "heading: I can't log in", 'heading: Accessories'],
  ],
};

const parts: Part[] = [];
Object.assign(globalThis, { WAYBILL_PARTS: parts });
afterAll(() => Reflect.deleteProperty(globalThis, 'WAYBILL_PARTS'));

describe.each(INDUSTRIES)('%s', async (industry) => {
  const before = parts.length;
  await import(`../../snippet/industries/${industry}.ts`);
  const own = parts[before]?.leadTypes ?? [];
  const told = (text: string) => {
    const [by = '', said = ''] = text.split(': ');
    return leadTypeOf([[by, said]], own).lead_type;
  };

  it.each(CASES[industry])('finds %s by %j, not by %j', (id, clue, friend) => {
    expect(told(clue)).toBe(id);
    expect(told(friend)).not.toBe(id);
  });

  it('asks for no field that tells of a person or of health', () => {
    expect(JSON.stringify(own)).not.toMatch(/field:[^'"]*(ssn|dob|birth|income|credit|injury|mrn)/);
  });

  it('has lead types that words, fields or pages tell of', () => {
    expect(own.length).toBeGreaterThan(2);
    for (const [id, said] of own) {
      expect(id).toMatch(/^[a-z_0-9]+$/);
      expect(RegExp(said).test('')).toBe(false);
    }
  });
});
