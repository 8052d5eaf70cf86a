import type { ConnectValue } from "./connect_value.ts";
import type { JsonNode } from "./json_text.ts";

/** Why a value is not the one that was produced. */
export interface Spoilt {
  /** The setting that names the converter or SMT that changed it. */
  readonly setting: string;
  readonly message: string;
  /** Only the fraction is gone: where a column holds none anyway, that is what one casts for. */
  readonly onlyFraction: boolean;
}

// By identity, so that a value is known however far it is carried through the chain.
const reasons = new WeakMap<object, Spoilt>();

/** Marks a value as changed by a step. */
export function spoil(value: ConnectValue & object, reason: Spoilt): void {
  reasons.set(value, reason);
}

/** A value that was made of another one: changed if that was. */
export function madeOf<Made extends ConnectValue | JsonNode>(
  made: Made,
  from: ConnectValue | JsonNode,
): Made {
  const reason = spoiltIn(from);
  if (reason !== null && made !== null) reasons.set(made, reason);
  return made;
}

/** Why a value, or one inside of it, is not the one that was produced; null if nothing changed it. */
export function spoiltIn(value: ConnectValue | JsonNode): Spoilt | null {
  if (value === null) return null;
  const reason = reasons.get(value);
  if (reason !== undefined) return reason;
  for (const inner of innerValues(value)) {
    const found = spoiltIn(inner);
    if (found !== null) return found;
  }
  return null;
}

function innerValues(
  value: (ConnectValue | JsonNode) & object,
): Iterable<ConnectValue | JsonNode> {
  switch (value.kind) {
    case "array":
      return value.items;
    case "object":
      return value.fields.values();
    case "map":
      return value.entries.flat();
    case "struct":
      return value.values.values();
    default:
      return [];
  }
}
