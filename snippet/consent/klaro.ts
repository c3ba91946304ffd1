import { guard } from '../browser/guard.ts';
import './adapter.ts';

interface Config {
  services: { name: string; purposes: string[] }[];
}

interface Manager {
  config: Config;
  confirmed: boolean;
  consents: Record<string, boolean>;
  watch(watcher: { update(manager: Manager, event: string): void }): void;
}

declare global {
  interface Window {
    klaro: {
      getManager(config?: Config): Manager;
      addEventListener(event: 'render', handler: (config: Config) => void): void;
    };
  }
}

/**
 * Klaro, by what sites call the purposes of their services:
 * https://github.com/kiprotect/klaro/blob/master/src/consent-manager.js
 */
WAYBILL_PARTS.push({
  consent: {
    name: 'klaro',
    watch(report) {
      const watcher = {
        update(_manager: Manager, event: string) {
          // Others tell of switches that are turned and not yet saved.
          if (event === 'saveConsents') hear();
        },
      };
      const hear = guard((config?: Config) => {
        const manager = window.klaro.getManager(config);
        manager.watch(watcher);
        const given = (purpose: RegExp) => {
          let all: boolean | undefined;
          for (const { name, purposes } of manager.config.services) {
            if (purpose.test(`${purposes}`)) all = all !== false && manager.consents[name];
          }
          return all;
        };
        if (manager.confirmed) report(given(/analy|stat|perf/), given(/advert|market/));
      });
      const start = () => {
        try {
          hear();
          // A configuration that comes by network is there when it renders.
          window.klaro.addEventListener('render', hear);
        } catch {}
      };
      const script = document.querySelector('script[src*=klaro]');
      if (!script && !window.klaro) return false;
      script?.addEventListener('load', start);
      start();
      return true;
    },
  },
});
