/** What a page may ask of Waybill. */
interface Api {
  /** Version of the script. */
  version: string;
  /** The address that the page was come to by, where the stub is on it. */
  url?: string;
  /** Tells what the visitor decided, where no consent tool does; may be called again. */
  consent?(storage: boolean, ads?: boolean): void;
}

declare global {
  interface Window {
    waybill?: Api;
  }
}

export type {};
