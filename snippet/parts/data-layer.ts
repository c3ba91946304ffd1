import { guard } from '../browser/guard.ts';
import { config } from '../config.ts';
import { parts } from '../core.ts';

/**
 * Tells the page's tag manager of a lead, with nothing that says who it is from. The array is made
 * where it is not there yet, as tag managers do themselves:
 * https://developers.google.com/tag-platform/tag-manager/datalayer
 */
parts.push({
  start() {
    // Also of a lead that the page before has sent.
    addEventListener(
      'waybill:lead',
      guard((event: Event) => {
        const { id, status, form, lead_type } = (event as CustomEvent).detail;
        if (status === 'blocked') return;
        const page = window as unknown as Record<string, unknown[] | undefined>;
        const name = config.data_layer as string;
        page[name] ??= [];
        page[name].push({
          event: 'waybill_lead',
          waybill_id: id,
          waybill_status: status,
          waybill_form: form.id || form.name,
          waybill_lead_type: lead_type ?? '',
        });
      }),
    );
  },
});
