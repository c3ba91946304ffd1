/** Work that goes on after an answer, in the shape of the Workers platform's context. */
export class Background {
  private readonly work = new Map<Promise<unknown>, Promise<unknown>>();
  private readonly failed: (error: unknown) => void;
  readonly props = {};

  constructor(failed: (error: unknown) => void) {
    this.failed = failed;
  }

  /** Work that many requests wait for together is followed, and its failure told, once. */
  waitUntil(promise: Promise<unknown>): void {
    if (this.work.has(promise)) return;
    const settled = promise.catch(this.failed).finally(() => this.work.delete(promise));
    this.work.set(promise, settled);
  }

  passThroughOnException(): void {}

  /** Resolves once nothing is under way any more. */
  async settle(): Promise<void> {
    while (this.work.size) await Promise.all(this.work.values());
  }
}

/**
 * Runs a job at most once at a time. Who calls while it runs gets the run that follows, so that it
 * sees what was there at the call.
 */
export function singleFlight(job: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = () => {
    next = undefined;
    running = job().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (!running) return start();
    next ??= running.then(start, start);
    return next;
  };
}
