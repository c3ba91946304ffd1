import { parts } from '../core.ts';

/** A car dealer's lead types. */
parts.push({
  leadTypes: [
    ['recall', 'recalls?|/recalls?'],
    [
      'trade_in',
      '(value|appraise) (my|your|a) (trade|car|vehicle)|trade in|sell (us )?(my|your) (car|vehicle)|(cash|instant) offer|car worth|/trade|/value your trade|/sell (my|your) car|field:(trade(year|make|model|vin)|payoff|odometer)',
    ],
    ['test_drive', 'test drive|probefahrt'],
    [
      'payment_finance',
      'pre ?approv(ed|al)|apply for (credit|financing)|get financed|(calculate|customize) (my |your )?payment|/finance|/financing|/credit|/pre approval|field:(monthly|down)payment',
    ],
    ['lease', 'lease|/lease|/leasing'],
    ['body_shop', 'collision|body shop'],
    ['parts_request', '(order|request) (a )?parts?|/parts|/accessories|field:partnumber'],
    [
      'service_appointment',
      '(schedule|book) (a )?service|service appointment|/service|/schedule service|field:servicetype|ld:autorepair',
    ],
    ['price_request', 'e ?price|(internet|best|today s|unlock) price'],
    [
      'vehicle_inquiry',
      '(check|confirm) availability|(is this|still) available|i m interested|field:(vin|stock(no|number)?|vehicle)|ld:(vehicle|car|motorcycle|motorizedbicycle)|/vehicle details|/inventory',
    ],
  ],
});
