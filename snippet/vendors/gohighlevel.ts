import { onFrame, withId } from './frames.ts';

const FRAMES = ['form', 'survey', 'quiz', 'booking', 'bookings']
  .map((kind) => `iframe[src*="/widget/${kind}/"]`)
  .join();

/**
 * GoHighLevel (LeadConnector), also under an agency's own domain. A frame hands the person over for
 * the page to keep once he has sent it; that is no documented event, but what its script listens to.
 * https://link.msgsndr.com/js/form_embed.js
 */
WAYBILL_PARTS.push({
  vendor: { name: 'gohighlevel' },
  start(core) {
    core.embed?.(FRAMES, 'src', withId);
    // The domain may be anybody's: what counts is that the message is of such a frame.
    onFrame<unknown[]>(
      core,
      'gohighlevel',
      /^https:/,
      FRAMES,
      (data, frame) =>
        data[0] === 'set-sticky-contacts' && data[1] === '_ud' && frame?.matches(FRAMES),
    );
  },
});
