import { guard } from '../browser/guard.ts';

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
