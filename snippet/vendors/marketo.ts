import { guard } from '../browser/guard.ts';

interface MktoForm {
  getId(): number;
  vals(values?: Record<string, unknown>): Record<string, unknown>;
  onSuccess(callback: () => boolean): void;
}

declare global {
  interface Window {
    MktoForms2?: { whenReady(callback: (form: MktoForm) => void): void };
  }
}

let heard: Window['MktoForms2'];

/**
 * Marketo. Only fields that the form has can be set; what `onSuccess` returns decides whether the
 * follow-up page opens.
 * https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/javascriptapi/forms-api-reference
 */
WAYBILL_PARTS.push({
  vendor: { name: 'marketo', forms: '.mktoForm', takes: false },
  scan(_root, core) {
    const { MktoForms2 } = window;
    if (MktoForms2 === heard) return;
    heard = MktoForms2;
    MktoForms2?.whenReady(
      guard((form) => {
        const element = document.getElementById(`mktoForm_${form.getId()}`);
        const place = element ?? document.documentElement;
        form.onSuccess(() => {
          guard(core.settle)(place, 'accepted', 'marketo');
          return true;
        });
        const values = core.values(place);
        const ours: Record<string, string> = {};
        for (const [name, value] of Object.entries(form.vals())) {
          const own = name.toLowerCase().replace(/__c$/, '');
          const text = values[own];
          if (text && (!value || /^waybill_/.test(own))) ours[name] = text;
        }
        form.vals(ours);
      }),
    );
  },
});
