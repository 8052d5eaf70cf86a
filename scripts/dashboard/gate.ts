/** More wait than may: a request to try again later. */
export class BusyError extends Error {
  override readonly name = "BusyError";
}

/** Lets a bounded number of tasks run at once, and a bounded number wait. */
export class Gate {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(readonly maxRunning: number, readonly maxWaiting: number) {}

  /**
   * Runs `task` when its turn comes.
   *
   * @throws {BusyError} at once if too many wait.
   */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running >= this.maxRunning) {
      if (this.#waiting.length >= this.maxWaiting) {
        throw new BusyError(`${this.maxWaiting} requests wait already`);
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running++;
    }
    try {
      return await task();
    } finally {
      // The place passes on, so that nobody can take it from the one who waited.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
