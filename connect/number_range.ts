import type { TableType } from "./column_fit.ts";
import type { RecordType } from "./sink_config.ts";

/** Smallest and largest value of the integer columns that are narrower than a safe integer of JSON. */
const columnRanges: Readonly<Record<string, readonly [number, number]>> = {
  tinyint: [-128, 127],
  smallint: [-32_768, 32_767],
  int: [-2_147_483_648, 2_147_483_647],
};

/**
 * Checks that the whole numbers a record's schema allows are within their columns' ranges, which the schema's type does
 * not show.
 *
 * @throws {RangeError} naming the first field that can be out of its column's range.
 */
export function checkNumberRanges(
  paths: readonly (readonly [column: string, path: string])[],
  { table, record }: { readonly table: TableType; readonly record: RecordType },
): void {
  for (const [column, path] of paths) {
    const type = table.columns[column]?.type ?? "";
    const range = columnRanges[type];
    const bounds = boundsOf(fieldSchema(path, record));
    if (range === undefined || bounds === null) continue;
    if (bounds[0] < range[0] || bounds[1] > range[1]) {
      throw new RangeError(
        `Cannot map ${path} to column ${column} as ${type} holds ${
          range.join(" to ")
        }: the record's schema allows ${bounds.join(" to ")}; narrow it with ` +
          `min() and max(), or widen the column`,
      );
    }
  }
}

function fieldSchema(path: string, { value, key, headers }: RecordType) {
  const dot = path.indexOf(".");
  const [part, name] = [path.slice(0, dot), path.slice(dot + 1)];
  if (part === "value") return value.shape[name];
  if (part === "header") return headers?.[name];
  return (key as Partial<RecordType["value"]> | undefined)?.shape?.[name];
}

function boundsOf(schema: unknown): readonly [number, number] | null {
  let inner = schema as {
    readonly unwrap?: () => unknown;
    readonly minValue?: unknown;
    readonly maxValue?: unknown;
  } | undefined;
  if (typeof inner?.unwrap === "function") inner = inner.unwrap() as never;
  const [low, high] = [inner?.minValue, inner?.maxValue];
  return typeof low === "number" && typeof high === "number"
    ? [low, high]
    : null;
}
