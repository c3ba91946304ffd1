import { guard } from '../browser/guard.ts';

/**
 * Tells of a form on its way out while its values can still be changed. What the callback returns
 * is run once every listener of the page has had its say and none stopped it.
 */
export function onSubmit(callback: (form: HTMLFormElement) => () => unknown): void {
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
