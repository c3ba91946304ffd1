import type { SourceTable } from '../../shared/source.ts';

/** A campaign that is called after a shop, as GA4 knows it: `eshop`, `body-shop`, not `workshop`. */
const SHOP = '>[^|]*\\|(([^|]*[^a-df-z|])?shop|[^|]*shopping)';
const OFFLINE =
  'qr|qr[-_ ]?codes?|nfc|print|offline|flyers?|brochure|billboard|ooh|dooh|outdoor|signage|yard[-_ ]?signs?|direct[-_ ]?mail|mailer|postcard|radio|tv|ctv|event|trade[-_ ]?show|business[-_ ]?card|vehicle[-_ ]?wrap|door[-_ ]?hanger';
/** How a business profile's links are tagged. */
const PROFILE =
  'gbp|gmb|google[-_ ]?my[-_ ]?business|google[-_ ]?business([-_ ]?profile)?|business[-_ ]?profile|google[-_ ]?maps?|gmaps|bing[-_ ]?places|apple[-_ ]?(maps|business[-_ ]?connect)|local[-_ ]?(listings?|pack)|map[-_ ]?pack';

/**
 * The channels in the order of their rules, C1 to C23: GA4's default channel group, with lead
 * generation's own among them (Offline, Local Listings, Directories, and e-mail by other words).
 * How they are matched: `SourceTable.channels`.
 * https://support.google.com/analytics/answer/9756891
 */
export const CHANNELS: SourceTable['channels'] = [
  ['Direct', '<\\(no.*>\\(direct'],
  ['Offline', `<(${OFFLINE})>`],
  ['Local Listings', `^(?!.*\\$<)(Local|.*[^a-z\\d](${PROFILE})[^a-z\\d])`],
  ['Cross-network', '>[^|]*\\|[^|]*cross-network'],
  ['Paid Shopping', `^(Shopping|(?=.*${SHOP})).*<([^>]*cp|ppc>|retargeting>|paid)`],
  ['Paid Search', '^Search\\$'],
  ['Paid Social', '^(Directories\\+)?Social\\$'],
  ['Paid Video', '^Video\\$'],
  ['Display', '<((expandable|interstitial|cpm)>|(display|banner|gdn|programmatic)[-_ >])'],
  ['Paid Other', '^[^<]*\\$'],
  ['AI Assistant', '^AI|<ai-assistant>'],
  ['Directories', '^Dir.*<(referral|\\(not)|<(director(y|ies)|listings?|profile|citation)>'],
  ['Organic Shopping', `^Shopping|${SHOP}`],
  ['Email', '^Email<email|<(e?[-_ ]?newsletters?|edm|drip|nurture|e[-_ ]?mail[-_ ][^>]+)>'],
  ['Organic Social', '^(Directories\\+)?Social|<(social([- ](network|media))?|sm)>'],
  ['Organic Video', '^Video|<[^>]*video'],
  ['Organic Search', '^Search|<organic>'],
  ['Referral', '<(referral|app|link)>'],
  ['Email', '[<>]e[-_ ]?mail[>|]'],
  ['Affiliates', '<affiliate>'],
  ['Audio', '<audio>'],
  ['SMS', '[<>]sms[>|]'],
  ['Mobile Push Notifications', '<[^>]*(push>|mobile|notification)|>firebase\\|'],
];
