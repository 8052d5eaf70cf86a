import type { WeatherUnits } from "../../weather/record.ts";
import {
  formatTable,
  withoutControls,
  writeOutput,
} from "../shared/terminal.ts";
import { csvLine } from "./csv.ts";
import type { Shape } from "./result.ts";

/** How a result is written. */
export type Format = "table" | "json" | "csv";

/** Options of {@linkcode writeResult}. */
export interface WriteOptions<T> {
  readonly shape: Shape<T>;
  readonly format: Format;
  readonly units: WeatherUnits;
}

/**
 * Writes items page by page as they come, so that memory does not grow with them; says how many they were. A table has
 * its titles again on each page. The JSON is one object with the units and all rows, a line each.
 *
 * @throws {Deno.errors.BrokenPipe} if nobody reads on, such as `head`.
 */
export async function writeResult<T>(
  pages: AsyncIterable<readonly T[]>,
  { shape, format, units }: WriteOptions<T>,
): Promise<number> {
  let count = 0;
  const write = (text: string) =>
    text === ""
      ? Promise.resolve()
      : writeOutput(new TextEncoder().encode(text));
  if (format === "csv") await write(csvLine(shape.csvHead));
  if (format === "json") {
    await write(`{"units":${JSON.stringify(units)},"rows":[`);
  }
  for await (const page of pages) {
    if (page.length === 0) continue;
    await write(formatPage(page, { shape, format, isFirst: count === 0 }));
    count += page.length;
  }
  if (format === "json") await write(count === 0 ? "]}\n" : "\n]}\n");
  return count;
}

function formatPage<T>(
  page: readonly T[],
  { shape, format, isFirst }: {
    shape: Shape<T>;
    format: Format;
    isFirst: boolean;
  },
): string {
  switch (format) {
    case "csv":
      return page.map((item) => csvLine(shape.toCsv(item))).join("");
    case "json":
      return (isFirst ? "\n" : ",\n") +
        page.map((item) => JSON.stringify(shape.toJson(item))).join(",\n");
    case "table":
      return (isFirst ? "" : "\n") +
        formatTable(
          shape.head,
          page.flatMap(shape.toLines).map((line) => line.map(withoutControls)),
          { right: shape.right },
        ) + "\n";
  }
}
