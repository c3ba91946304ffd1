/** What a page may ask of Waybill. */
interface Api {
  /** Version of the script. */
  version: string;
}

declare global {
  interface Window {
    waybill?: Api;
  }
}

export type {};
