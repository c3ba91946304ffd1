import { toldByShowing } from './shown.ts';

/**
 * Kit (ConvertKit), by the markup that its forms are pasted as. One that sends people on to another
 * page shows no thanks.
 */
toldByShowing(
  'kit',
  '[data-sv-form]:not([data-options*=\'"action":"redirect"\'])',
  'form',
  '.formkit-alert-success',
  '.formkit-alert-error',
);
