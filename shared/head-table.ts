import type { Kind, SourceTable } from './source.ts';

/** Written a row a line, since every byte of it travels. */
function rows<T extends readonly string[]>(text: string): T[] {
  return text.split('\n').map((line) => line.split('=') as never);
}

/**
 * Names by their kind; the first that fits decides. `@` stands for any subdomain or none, `~` for any
 * national ending or none, and a dot for any character: what has dots is a host. The first bracket
 * is the name for people.
 */
const NAMES = rows<
  [kind: Kind, names: string]
>(`Excluded=(login|accounts|auth|sso|challenges)[.]\\w+~|@(paypal|stripe|klarna).com|localhost
Email=(mail|outlook)[.]\\w+~|.+protection.outlook.com|urldefense[.].+
Local Listings=maps.google~|gmb|gbp
AI Assistant=@(chatgpt|openai|perplexity|claude|deepseek|grok|(gemini|copilot)(.google|.microsoft)?)(.com|.ai)?|@meta.ai
Search=((.*search|images|\\w\\w?\\w?)[.])?((google|bing|yahoo|duckduckgo|yandex|baidu|naver|seznam|sogou|msn)~|ecosia.org|search.brave.com|startpage.com|kagi.com)|adwords
Social=@(facebook|instagram|linkedin|pinterest|tiktok|twitter|reddit|nextdoor|threads|snapchat|fb|ig|an|meta|x|t.co|lnkd.in|bsky.app|news.ycombinator)~
Video=@(youtube|vimeo|wistia)~
Shopping=@(amazon|ebay)~
Directories=@(yelp|angi|thumbtack)~
Ads=.+.doubleclick.net|syndicatedsearch.goog`);

export const HEAD_TABLE: SourceTable = {
  version: 'head-2',
  ids: rows(`google=cpc=gclid=gbraid=wbraid=gad_source=gad_campaignid
bing=cpc=msclkid
dv360=cpm=dclid
tiktok=cpc=ttclid
twitter=cpc=twclid
linkedin=cpc=li_fat_id
snapchat=cpc=ScCid
reddit=cpc=rdt_cid
pinterest=cpc=epik
chatgpt=cpc=oppref
yandex=cpc=yclid
impact=affiliate=irclickid
awin=affiliate=awc
cj=affiliate=cjevent
mailchimp=email=mc_cid
klaviyo=email=_kx
marketo=email=mkt_tok
hubspot=email=_hsmi
facebook=referral=fbclid
instagram=referral=fbclid=igsh`),
  find(word) {
    for (const [kind, names] of NAMES) {
      const match = RegExp(
        `^(${names.replace(/@/g, '(.+\\.)?').replace(/~/g, '(.com?)?(\\.\\w\\w\\w?)?')})([-_ ]?ads)?$`,
      ).exec(word.replace(/^com\.(?!google)(\w+)\..*/, '$1'));
      if (match) {
        const name = /(\w+?)(\.com?)?(\.\w+)?$/.exec(word)?.[1];
        return {
          kind,
          platform: name,
          engine: kind === 'Search' ? name : undefined,
          paid: !!match.pop(),
        };
      }
    }
    return undefined;
  },
  channels: rows(`Direct=<\\(none
Offline=<(qr.*|print|flyer|direct.mail|postcard|tv)>
*=^Loc[^$]*<
Local Listings=^[^$]*<.*\\b(gbp|gmb|google.my.b)
Cross-network=\\|cross-network
Paid Shopping=\\$[^|]*\\|[^|]*\\bshop
Paid *=^S.*\\$|^V.*\\$
Display=<(display|banner|cpm)>
Paid Other=\\$
*=^AI|^D.*<(ref|\\()
Organic Shopping=^Sh|^[^|]*\\|[^|]*\\bshop
Email=^Email<e|<[^>]*newsl
Organic Social=^So|<(social.*|sm)>
Organic Video=^V|<video
Organic Search=^S|<organic
Referral=<(referral|app|link)>
Email=[<>]e.?mail[>|]
Affiliates=<aff
Audio=<audio>
SMS=[<>]sms[>|]
Mobile Push Notifications=push>|>firebase`),
};
