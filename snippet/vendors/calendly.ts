import { onFrame, withTags } from './frames.ts';

/**
 * Calendly: bookings, and the tags it keeps with them.
 * https://developer.calendly.com/api-docs/overview/embedding/notifying-the-parent-window
 */
WAYBILL_PARTS.push({
  vendor: { name: 'calendly' },
  start(core) {
    core.embed?.('.calendly-inline-widget[data-url]', 'data-url', withTags);
    core.embed?.('iframe[src^="https://calendly.com/"]', 'src', withTags);
    onFrame<{ event: string }>(
      core,
      'calendly',
      /^https:\/\/calendly\.com$/,
      '.calendly-inline-widget,.calendly-overlay',
      ({ event }) => event === 'calendly.event_scheduled',
    );
  },
});
