/** Work that goes on after an answer, in the shape of the Workers platform's context. */
export class Background {
  private readonly work = new Set<Promise<unknown>>();
  private readonly failed: (error: unknown) => void;
  readonly props = {};

  constructor(failed: (error: unknown) => void) {
    this.failed = failed;
  }

  waitUntil(promise: Promise<unknown>): void {
    const settled = promise.catch(this.failed).finally(() => this.work.delete(settled));
    this.work.add(settled);
  }

  passThroughOnException(): void {}

  /** Resolves once nothing is under way any more. */
  async settle(): Promise<void> {
    while (this.work.size) await Promise.all(this.work);
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
