import { onFrame } from './frames.ts';

/**
 * Cal.com: bookings.
 * https://cal.com/help/embedding/embed-events
 * https://github.com/calcom/cal.com/blob/main/packages/embeds/embed-core/src/sdk-action-manager.ts
 */
WAYBILL_PARTS.push({
  vendor: { name: 'cal' },
  start(core) {
    onFrame<{ originator: string; type: string }>(
      core,
      'cal',
      /^https:\/\/([\w-]+\.)?cal\.(com|eu)$/,
      'cal-inline,cal-modal-box',
      ({ originator, type }) => originator === 'CAL' && type === 'bookingSuccessfulV2',
    );
  },
});
