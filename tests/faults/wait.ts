import { setTimeout as sleep } from "node:timers/promises";

/** Options of {@linkcode waitUntil}. */
export interface WaitOptions {
  /** What is waited for, for the message. */
  readonly what: string;
  /** In milliseconds. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/**
 * Waits until a condition holds; one that throws does not hold yet, since services are away here.
 *
 * @throws {Error} saying what did not come, and why.
 */
export async function waitUntil(
  holds: () => Promise<boolean> | boolean,
  { what, limitMs, signal }: WaitOptions,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  let reason = "";
  while (true) {
    signal.throwIfAborted();
    try {
      if (await holds()) return;
      reason = "";
    } catch (error) {
      if (error instanceof GiveUp) throw error;
      reason = `: ${(error as Error).message}`;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `${what} did not come within ${limitMs / 1000} s${reason}`,
      );
    }
    await sleep(150, undefined, { signal });
  }
}

/** Thrown by a condition that cannot come to hold any more. */
export class GiveUp extends Error {
  override readonly name = "GiveUp";
}
