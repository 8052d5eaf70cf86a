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

/** Reads the number of a line, from 1. */
export function readLineNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    throw new InvalidArgumentError("Expected the number of a line, from 1");
  }
  return Number(text);
}
