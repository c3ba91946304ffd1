import { onFrame, withId } from './frames.ts';

/**
 * Tally: hidden fields are parameters; its messages are texts.
 * https://developers.tally.so/widgets/events
 * https://developers.tally.so/widgets/embeds
 */
WAYBILL_PARTS.push({
  vendor: { name: 'tally' },
  start(core) {
    const frames = 'iframe[data-tally-src]';
    core.embed?.(frames, 'data-tally-src', withId);
    core.embed?.('iframe[src^="https://tally.so/"]', 'src', withId);
    onFrame<string>(
      core,
      'tally',
      /^https:\/\/tally\.so$/,
      frames,
      (data) => JSON.parse(data).event === 'Tally.FormSubmitted',
    );
  },
});
