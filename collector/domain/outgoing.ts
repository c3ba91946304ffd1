/** What is sent to a destination. */
export interface OutgoingRequest {
  method: 'POST';
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** What came back. */
export interface IncomingAnswer {
  /** Null where there was none. */
  status: number | null;
  /** As it was sent; '' where it was not. */
  retryAfter: string;
  /** How it begins. */
  body: string;
  /** Why there was no answer, in words; '' where there was one. */
  fault: string;
}
