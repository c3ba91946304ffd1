export type {};

/**
 * Netlify: declared hidden fields are kept, and names that a form did not have when the site was
 * deployed are dropped without harm. Its forms say nothing of their own: whether the browser sends
 * one or a script, what became of it is found out as of any form.
 * https://docs.netlify.com/manage/forms/setup/
 */
WAYBILL_PARTS.push({ vendor: { name: 'netlify' } });
