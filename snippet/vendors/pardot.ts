import { withTags } from './frames.ts';

/**
 * Pardot (Account Engagement): a form in a frame takes its hidden fields from its address. That is
 * often of a domain of the owner's; its path is always of one kind. A form handler is a form like
 * any other, which drops names that it does not know.
 * https://help.salesforce.com/articleView?id=000269753&type=1
 */
WAYBILL_PARTS.push({
  vendor: { name: 'pardot' },
  start(core) {
    core.embed?.(
      'iframe[src*="/l/"]',
      'src',
      (address: string, values?: Readonly<Record<string, string>>) =>
        /^(https?:)?\/\/[^/]+\/l\/\d+\/\d{4}-\d\d-\d\d\//.test(address)
          ? withTags(address, values)
          : address,
    );
  },
});
