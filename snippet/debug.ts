import { formOf, inspect, type Running } from './overlay/inspect.ts';
import type { Inspection } from './overlay/inspection.ts';
import { watch } from './overlay/log.ts';
import { showPanel } from './overlay/panel.ts';

/** What the overlay adds to `window.waybill`, and what the script left there for it. */
type Api = Partial<Running> & {
  debug?(): void;
  inspect?(): Inspection;
};

/**
 * The overlay: a file of its own, which the script loads where the address says `?waybill=debug`, or
 * `waybill.debug()` is called. What it shows of forms it asks the script that runs.
 */
function open(): void {
  const api = window.waybill as Api | undefined;
  const { core, config, parts = [] } = api ?? {};
  // Loaded without the script, or once more.
  if (!api || !core || !config || api.inspect) return;
  const running = { core, config, parts };
  const log = watch(core, config.collect);
  api.inspect = () => inspect(running, log());
  api.debug = showPanel({ inspect: api.inspect, formOf });
}

open();
