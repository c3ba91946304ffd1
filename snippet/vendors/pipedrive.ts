import { withTags } from './frames.ts';

/** Pipedrive's web forms, by the markup that they are pasted as: a loader draws the frame in it. */
WAYBILL_PARTS.push({
  vendor: { name: 'pipedrive' },
  start(core) {
    core.embed?.('[data-pd-webforms]', 'data-pd-webforms', withTags);
    core.embed?.('iframe[src*="webforms.pipedrive.com/f/"]', 'src', withTags);
  },
});
