import { onJquery } from './jquery.ts';

interface Answer {
  id: string | number;
  response: { errors?: object | null };
}

/** Forms by the id of what is around them, since one may be taken away. */
const forms = new Map<string | undefined, Element>();

/**
 * Ninja Forms keeps its own model, which hears `change`, and sends nothing else:
 * https://developer.ninjaforms.com/codex/changing-field-values/
 * What its jQuery event says is not documented, but heard by many.
 */
WAYBILL_PARTS.push({
  vendor: { name: 'ninja', forms: '.nf-form-cont form', takes: false, listens: true },
  scan(root) {
    for (const form of root.querySelectorAll('.nf-form-cont form')) {
      forms.set(form.closest('.nf-form-cont')?.id, form);
    }
  },
  start(core) {
    onJquery<[Answer]>('nfFormSubmitResponse', (_event, { id, response }) => {
      const isAccepted = !Object.keys(response.errors ?? {}).length;
      const form = forms.get(`nf-form-${id}-cont`) ?? document.documentElement;
      core.settle(form, isAccepted ? 'accepted' : 'blocked', 'ninja');
    });
  },
});
