export type {};

/**
 * Salesforce Web-to-Lead and Web-to-Case: names that the form was not made with are dropped without
 * a word, so that none is created.
 * https://help.salesforce.com/s/articleView?id=sf.setting_up_web-to-lead.htm
 */
WAYBILL_PARTS.push({
  vendor: { name: 'salesforce', forms: 'form[action*="/servlet/servlet.WebTo"]', takes: false },
});
