import { parts } from '../core.ts';

/** A coach's or school's lead types. */
parts.push({
  leadTypes: [
    ['access_problem', '(can t|cannot) (log|sign) in|no access|(did not|didn t) receive'],
    ['refund_billing', 'refund|billing'],
    ['checkout', 'enroll?( now)?|buy now|join( now)?|field:(coupon|offerid|productid)'],
    ['application', 'apply now|(book|strategy) (a )?call|application|/apply'],
    [
      'opt_in',
      'opt in|(get|send me) (the|my|your) .+|free (guide|training|lesson|masterclass)|download|field:email only',
    ],
  ],
});
