import { guard } from '../browser/guard.ts';
import { onJquery } from './jquery.ts';

interface CompleteEvent extends Event {
  frmData: { object: Element };
}

/**
 * Formidable Forms, where it sends by script; elsewhere the browser sends the form. Thanks are told
 * by a DOM event before they take the form's place; what leads elsewhere, and errors, by jQuery.
 * https://github.com/Strategy11/formidable-forms/blob/master/js/formidable.js
 */
WAYBILL_PARTS.push({
  vendor: { name: 'formidable', forms: '.frm_ajax_submit', takes: false },
  start(core) {
    const settle = (form: Element, status: 'accepted' | 'blocked') => {
      if (form.matches('.frm_ajax_submit')) core.settle(form, status, 'formidable');
    };
    document.addEventListener(
      'frmFormCompleteBeforeReplace',
      guard((event: CompleteEvent) => settle(event.frmData.object, 'accepted')) as EventListener,
    );
    onJquery<[Element]>('frmBeforeFormRedirect frmFormErrors', ({ type }, form) =>
      settle(form, type === 'frmFormErrors' ? 'blocked' : 'accepted'),
    );
  },
});
