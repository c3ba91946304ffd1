import type { NodeSettings } from '../../config.ts';
import { listen, type Running } from '../server.ts';
import { type DemoSettings, demoApp } from './app.tsx';

/** Serves the demo site on its own port: it is another origin than the collector's. */
export function serveDemo(demo: DemoSettings, settings: NodeSettings): Promise<Running> {
  const app = demoApp(demo);
  return listen(app.fetch, settings.WAYBILL_DEMO_PORT, settings.HOST, 'WAYBILL_DEMO_PORT');
}
