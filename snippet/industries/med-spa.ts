import { parts } from '../core.ts';

/** A med spa's lead types. */
parts.push({
  leadTypes: [
    ['gift_card', 'gift (card|certificate)s?|/gift( cards?)?|/shop'],
    ['model_call', 'models? (call|wanted|needed)|training models?'],
    ['financing', 'cherry|carecredit|patientfi|payment plan'],
    ['existing_client', 'rebook|touch up|my appointment|existing client'],
    [
      'price_special',
      'claim (my |your |this )?offer|get pricing|buy package|(join|become a) member(ship)?|/specials?|/pricing|/memberships?',
    ],
    ['consultation', 'consultation|book now|field:(areaofconcern|firsttime)'],
    [
      'treatment_inquiry',
      'field:treatments?|/botox|/(dermal )?fillers?|/laser hair removal|/coolsculpting|/body contouring|/microneedling|/hydrafacial|/weight loss|/semaglutide|/treatments?',
    ],
  ],
});
