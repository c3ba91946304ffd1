import { onFrame, withId } from './frames.ts';

/**
 * Jotform: fields are prefilled by their unique names.
 * https://www.jotform.com/help/71-prepopulating-fields-to-your-jotform-via-url-parameters/
 */
WAYBILL_PARTS.push({
  vendor: { name: 'jotform' },
  start(core) {
    const frames = 'iframe[src*=".jotform"]';
    core.embed?.(frames, 'src', withId);
    onFrame<{ action: string }>(
      core,
      'jotform',
      /^https:\/\/[\w-]+\.jotform(eu)?\.com$/,
      frames,
      ({ action }) => action === 'submission-completed',
    );
  },
});
