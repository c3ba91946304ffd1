import { parts } from '../core.ts';

/** A law, tax, insurance, property or advisory firm's lead types. */
parts.push({
  leadTypes: [
    ['rfp', 'rfp|tender|request for proposals?'],
    ['referral_partner', 'refer (a|us|your) .+|referral partner|co counsel'],
    ['existing_client', '(existing|current) client|client (portal|login)'],
    ['resource_download', 'download|get the (guide|checklist)'],
    [
      'case_evaluation',
      'case (review|evaluation)|field:(incidentdate|atfault|opposingparty|casetype)',
    ],
    ['quote_insurance', 'insurance quote|field:(coveragetype|vehicles)'],
    [
      'home_valuation',
      '(home|house|property) (valuation|value|worth)|(request|schedule|book) (a )?(showing|viewing)|field:(propertyaddress|mls)|ld:(realestatelisting|residence)',
    ],
    [
      'consultation_request',
      'consultation|discovery call|(request|book) a (review|call)|field:(practicearea|serviceinterest)',
    ],
    ['general_question', 'ask a question|general (question|inquiry|enquiry)'],
  ],
});
