/** The campaign tags that travel as they were written, by what follows `utm_`. */
export const TAGS = 'source medium campaign term content id'.split(' ');

/**
 * The ids that ad platforms add, captured byte-exact under the name they arrive with, by the
 * source whose ad they prove. The order is the order of trust where a landing carries two. Those
 * under '' are captured, but prove nothing: they stand on organic links too (fbclid), or are of
 * platforms too rare for the table that travels in the snippet.
 */
export const CLICK_IDS: Readonly<Record<string, string>> = {
  google: 'gclid gbraid wbraid gad_source gad_campaignid',
  bing: 'msclkid',
  tiktok: 'ttclid',
  twitter: 'twclid',
  linkedin: 'li_fat_id',
  '': 'fbclid dclid ScCid rdt_cid epik oppref yclid irclickid awc cjevent',
};
