/** Options of {@linkcode waitUntil}. */
export interface WaitOptions {
  /** What is waited for, after "not after 180 s:". */
  readonly what: string;
  /** @default {180_000} */
  readonly limitMs?: number;
  /** Pause between two looks. @default {20} */
  readonly pauseMs?: number;
  readonly signal: AbortSignal;
}

/**
 * Looks until what it looks for is there.
 *
 * @returns the time before the look that found it, by `performance.now()`: it was there by then or at most a look later
 */
export async function waitUntil(
  look: () => Promise<boolean> | boolean,
  { what, limitMs = 180_000, pauseMs = 20, signal }: WaitOptions,
): Promise<number> {
  const deadline = performance.now() + limitMs;
  while (true) {
    signal.throwIfAborted();
    const now = performance.now();
    if (await look()) return now;
    if (now > deadline) {
      throw new Error(`not after ${limitMs / 1_000} s: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
