/** Aborted by the first SIGINT or SIGTERM; a second one ends the process as if nobody listened. */
export function stopSignal(): {
  readonly signal: AbortSignal;
  /** Stops listening. */
  readonly dispose: () => void;
} {
  const controller = new AbortController();
  const names = ["SIGINT", "SIGTERM"] as const;
  const dispose = () => {
    for (const name of names) Deno.removeSignalListener(name, stop);
  };
  const stop = () => {
    controller.abort();
    dispose();
  };
  for (const name of names) Deno.addSignalListener(name, stop);
  return { signal: controller.signal, dispose };
}
