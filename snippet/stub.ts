/** The address that the page was come to by, until the script takes the name over. */
declare let waybill: { url?: string };

/** A form whose data are about to be sent. */
interface Sending {
  target: HTMLFormElement;
  formData: FormData;
}

waybill = { url: document.URL };

// Stands in the page as it is, hence as short as can be. What is sent before the script is there
// gets the tags and click ids of the address, in empty fields or new ones; the form itself stays
// as it is. Where `forms/policy.ts` refuses, nothing is done: what it finds in the form is sought
// in the markup, which refuses a few forms more.
addEventListener('formdata', (({ target, formData }: Sending) => {
  if (
    waybill.url &&
    target.method === 'post' &&
    // An input of that name hides the form's own.
    target.action.startsWith?.(`${origin}/`) &&
    !/pass|"sea|cc-|ne-t|l="off/i.test(target.outerHTML)
  )
    for (const [name, value] of new URL(waybill.url).searchParams)
      if (/utm_|clid|raid/.test(name) && !formData.get(name)) formData.set(name, value);
}) as never);

export type {};
