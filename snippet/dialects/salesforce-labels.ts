import { parts } from '../core.ts';

/**
 * Web-to-Lead of Salesforce calls its fields by ids (`00N` and 12 or 15 more signs). What one is for
 * is said by its label, if the author wrote one: the text of the `label` that is for it or around
 * it, `aria-label` or `title`. Text that merely stands before it proves nothing:
 * https://help.salesforce.com/s/articleView?id=sales.setting_up_web-to-lead.htm
 */
parts.push({
  wordsOf(input) {
    if (!/^00N\w{12}(\w{3})?$/.test(input.name)) return [];
    // A hidden input has no `labels`.
    const root = input.getRootNode() as Document;
    const label =
      input.closest('label') ??
      (input.id ? root.querySelector(`label[for="${CSS.escape(input.id)}"]`) : null);
    return [label?.textContent, input.getAttribute('aria-label'), input.title].map((text) =>
      text?.replace(/[\s:*]+$/, '').trim(),
    );
  },
});
