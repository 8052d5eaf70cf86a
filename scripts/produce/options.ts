import { InvalidArgumentError } from "commander";
import { parseInterval } from "../../weather/interval.ts";

/** Reads a duration given as an option's value, as milliseconds. */
export function readDuration(text: string): number {
  try {
    return parseInterval(text);
  } catch (error) {
    throw new InvalidArgumentError((error as SyntaxError).message);
  }
}
