/** Parameters that stand for a person in what mail senders and sites put into links. */
const NAMES =
  /mail|phone|mobile|token|passw|pwd|sess(ion|id)|user|contact|lead_?id|subscri|recipient|vero_|oly_|oft_|elqt|__h|guce_|unicorn|bsft|sfmc|wicked|omnisend|igsh|_branch_|^((f|l|first_?|last_?|full_?)?name|e|tel|dob|ssn|auth|code|state|[su]id|_(kx|ke|g[la]|hsenc|bhlid|_s|openstat)|m(c_eid|kt_tok)|pk_vid|fb_comment_id|querystring|vgo_ee|et_rid|elq|bbeml|dm_i|os_ehash|h_s(id|lt)|_bta_c|sms_uph)$/i;
/** An advertiser's, whose numbers are no telephone's. */
const CAMPAIGN = /^(utm|mtm|pk|hsa|gad)_|creative|id$/i;
/** A telephone number, or an American's social security number. */
const NUMBER = /^\W*(\d\W*){10,15}$|\b\d{3}-\d\d-\d{4}\b/;

/** Whether a parameter identifies a person: by its name, or by what its value is. */
export function isPersonal(name: string, value = ''): boolean {
  return NAMES.test(name) || (NUMBER.test(value) && !CAMPAIGN.test(name));
}
