import { parts } from '../core.ts';

/** A contractor's lead types. */
parts.push({
  leadTypes: [
    [
      'emergency_service',
      'emergency|24/7|same day|asap|no heat|flooding|burst pipe|/emergency( .+)?',
    ],
    ['warranty_existing', 'warranty (claim|service|request)|you installed|came out last'],
    ['inspection', 'storm damage|hail( damage)?|insurance claim|free inspection'],
    ['financing', 'financing|monthly payments?|/financing'],
    ['commercial_bid', 'commercial (bid|quote|estimate)|bid request|general contractor|blueprints'],
    ['maintenance_plan', 'tune ups?|maintenance (plan|membership)|membership'],
    [
      'install_estimate',
      '(replacement|installation) (quote|estimate)|(get|request) (a |an |your |my )?(free )?(quote|estimate)|free (quote|estimate)|/installation|/replacement|/estimate|field:(projecttype|squarefootage|roofage|systemage)',
    ],
    ['repair_request', '(book|schedule|request) (a )?(service|repair)|/([^/]+ )?repairs?'],
  ],
});
