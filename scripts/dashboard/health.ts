import type { Health } from "./snapshot.ts";

/** What one attempt to reach a part found. */
export type Outcome =
  | { readonly ok: true }
  | {
    readonly ok: false;
    readonly reason: string;
    readonly fix: string | null;
  };

/** Health after an attempt at the time `now`: a state that goes on keeps its beginning. */
export function nextHealth(
  previous: Health,
  outcome: Outcome,
  now: number,
): Health {
  if (outcome.ok) {
    return previous.state === "up" ? previous : { state: "up", since: now };
  }
  const { reason, fix } = outcome;
  switch (previous.state) {
    case "down":
      return { ...previous, reason, fix };
    case "up":
      return { state: "down", since: now, lastSeen: now, reason, fix };
    case "unknown":
      return { state: "down", since: now, lastSeen: null, reason, fix };
  }
}
