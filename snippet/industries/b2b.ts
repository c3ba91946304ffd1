import { parts } from '../core.ts';

/** A software house's, manufacturer's or other business supplier's lead types. */
parts.push({
  leadTypes: [
    [
      'support_existing',
      '(support|submit a|open a) ticket|(report|submit) a bug|contact support|/support|/help',
    ],
    ['careers', 'careers?|apply now|ld:jobposting|/careers?|/jobs?|field:(resume|cv)'],
    ['press', 'press (inquiry|enquiry|contact|kit)|media inquiry|analysts?|/press'],
    ['partner', '(become|be) a (partner|reseller)|partner (with us|program)|reseller|/partners?'],
    ['demo_request', 'demo|(talk to|contact) sales|/demo|field:(usecase|teamsize)'],
    ['trial_signup', '(free )?trial|sign up free|/trial|/free trial'],
    ['pricing_request', '(get|request|see) (a )?(pricing|quote)|/pricing|/quote'],
    [
      'event_registration',
      'webinar|(register|save my seat)( .+)?|ld:(event|businessevent)|/webinars?|/events?',
    ],
    ['content_download', 'download|watch now|white ?paper|e ?book|/resources'],
    ['newsletter', 'subscribe|newsletter|field:email only'],
    ['contact_general', 'contact( us)?|get in touch|/contact( us)?'],
  ],
});
