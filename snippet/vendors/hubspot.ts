export type {};

interface FormV4 {
  getFormId(): string;
  getFormFieldValues(): Promise<{ name: string; value: unknown }[]>;
  setFieldValue(name: string, value: string): Promise<unknown>;
}

declare global {
  const HubSpotFormsV4: { getForms(): FormV4[] };
}

interface Message {
  eventName: string;
  id: string;
  meetingBookSucceeded: boolean;
}

const FORMS = '.hs-form,.hs-form-html form,.hs-form-frame';
/** Forms by their id, since one is replaced by its thanks. */
const forms = new Map<string | undefined, Element>();

/**
 * HubSpot. Legacy forms keep their values apart from their inputs, refuse names that they do not
 * have, and tell their own window; `onFormSubmit` comes before the answer:
 * https://developers.hubspot.com/docs/cms/start-building/features/forms/legacy-forms
 * Those of the newer editor are in a frame, behind an API:
 * https://developers.hubspot.com/docs/api-reference/latest/marketing/forms/global-form-events
 * What the frame of a meeting says is not documented, but heard by many.
 */
WAYBILL_PARTS.push({
  vendor: { name: 'hubspot', forms: FORMS, takes: false, listens: true },
  scan(root) {
    for (const form of root.querySelectorAll(FORMS)) {
      forms.set(form.closest<HTMLElement>('[data-form-id]')?.dataset.formId, form);
    }
  },
  start(core) {
    const accept = (id?: string, form = forms.get(id) ?? document.documentElement) =>
      core.settle(form, 'accepted', 'hubspot');
    const fill = async () => {
      try {
        for (const form of HubSpotFormsV4.getForms()) {
          const values = core.values(forms.get(form.getFormId()));
          for (const { name, value } of await form.getFormFieldValues()) {
            const text = values[name.replace(/.*\//, '')];
            if (text && (!`${[value]}` || name.includes('waybill_'))) {
              form.setFieldValue(name, text).catch(() => {});
            }
          }
        }
      } catch {}
    };
    addEventListener('hs-form-event:on-ready', fill);
    // Those that were ready before this script was.
    void fill();
    core.hear?.(/^(own|https:\/\/[\w-]+\.hubspot\.com)$/, (data, frame) => {
      const { eventName, id, meetingBookSucceeded } = data as Message;
      if (meetingBookSucceeded) accept('', frame);
      if (eventName === 'onFormSubmitted') accept(id);
    });
    addEventListener('hs-form-event:on-submission:success', ((
      event: CustomEvent<{ formId: string } | null>,
    ) => accept(event.detail?.formId)) as EventListener);
  },
});
