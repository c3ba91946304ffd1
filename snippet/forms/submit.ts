import { guard } from '../browser/guard.ts';

/**
 * Tells of a form on its way out while its values can still be changed. What the callback returns
 * is run once every listener of the page has had its say and none stopped it.
 */
export function onSubmit(callback: (form: HTMLFormElement) => () => void): void {
  // Capture on window comes before any listener of the page.
  addEventListener(
    'submit',
    guard((event: SubmitEvent) => {
      const gone = callback(event.target as HTMLFormElement);
      setTimeout(guard(() => event.defaultPrevented || gone()));
    }),
    true,
  );
}

/** Tells of every change that a person makes in a form. */
export function onInput(callback: (form: HTMLFormElement) => void): void {
  addEventListener(
    'input',
    guard((event: Event) => {
      const { form } = event.target as HTMLInputElement;
      if (form) callback(form);
    }),
    true,
  );
}
