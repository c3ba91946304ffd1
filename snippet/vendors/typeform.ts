import { told } from './frames.ts';

/** What is given to a frame is written to what its script draws it from. */
const EMBEDS = ['live', 'widget', 'popup', 'slider', 'popover', 'sidetab']
  .map((kind) => `[data-tf-${kind}]`)
  .join();

/**
 * Typeform: hidden fields are written as `name=value,name=value`, a comma in them as `\,`.
 * https://github.com/Typeform/embed/blob/main/packages/embed/src/utils/load-options-from-attributes.ts
 * https://github.com/Typeform/embed/blob/main/packages/embed/src/utils/create-iframe/get-form-event-handler.ts
 */
WAYBILL_PARTS.push({
  vendor: { name: 'typeform' },
  start(core) {
    core.embed?.(
      EMBEDS,
      'data-tf-hidden',
      (text: string, values?: Readonly<Record<string, string>>) => {
        for (const [name, value] of told(values)) {
          if (!RegExp(`(^|,)\\s*${name}=`).test(text)) {
            text += `${text && ','}${name}=${value.replace(/,/g, '\\,')}`;
          }
        }
        return text;
      },
    );
    core.hear?.(/^https:\/\/([\w-]+\.)?typeform\.(com|eu)$/, (data, frame) => {
      if ((data as { type: string }).type === 'form-submit') {
        // The lead id was given to the element; a popup's frame stands elsewhere.
        const place = frame?.closest(EMBEDS) ?? document.querySelector(EMBEDS) ?? frame;
        core.settle(place ?? document.documentElement, 'accepted', 'typeform');
      }
    });
  },
});
