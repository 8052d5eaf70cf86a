/** How long to wait for one who may make progress: each progress renews the patience. */
export class Patience {
  readonly #timeoutMs: number;
  readonly #now: () => number;
  #seen: string | undefined;
  #deadline: number | undefined;

  /** @param now milliseconds of a clock that does not jump. */
  constructor(timeoutMs: number, now: () => number = () => performance.now()) {
    this.#timeoutMs = timeoutMs;
    this.#now = now;
  }

  /** Milliseconds left, given how far the other is by now: any text that changes as it goes on. */
  leftMs(progress: string): number {
    if (this.#deadline === undefined || progress !== this.#seen) {
      this.#seen = progress;
      this.#deadline = this.#now() + this.#timeoutMs;
    }
    return Math.max(0, this.#deadline - this.#now());
  }

  /** Forgets what was seen: the next wait is a new one. */
  reset(): void {
    this.#deadline = undefined;
  }
}
