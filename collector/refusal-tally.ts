import type { Message } from './db/inbox.ts';

/** Adds up requests that were refused, so that whoever sends many costs one row for each reason. */
export class RefusalTally {
  private counted = new Map<string, Message>();

  add(refusal: Message): void {
    const { siteId, reason = '', requests = 1, refused = 0 } = refusal;
    const key = `${siteId} ${reason}`;
    const there = this.counted.get(key);
    this.counted.set(key, {
      ...refusal,
      requests: (there?.requests ?? 0) + requests,
      refused: (there?.refused ?? 0) + refused,
    });
  }

  /** What was added up since it was last taken. */
  take(): Message[] {
    const rows = [...this.counted.values()];
    this.counted = new Map();
    return rows;
  }
}
