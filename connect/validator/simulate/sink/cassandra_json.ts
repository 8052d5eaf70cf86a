import type { CqlType, TableSchema } from "../../../../cql/schema_model.ts";
import {
  type JsonNode,
  JsonTextError,
  nodeTypeName,
  printJson,
  readJson,
} from "../json_text.ts";
import { NotSimulated, showValue } from "../refusal.ts";
import { describeType } from "../codecs/typed_codec.ts";

/** Why Cassandra refuses the text of an `INSERT … JSON` into a table, or null if it takes it. @throws {NotSimulated} */
export function faultOfJsonRow(
  text: string | null,
  table: TableSchema,
): string | null {
  const row = text === null ? null : parsed(text);
  if (row?.kind !== "object") {
    return `${
      text === null ? "null" : showValue(JSON.stringify(text))
    } is no JSON object, of which Cassandra could make a row`;
  }
  const values = new Map(
    [...row.fields].map(([name, value]) => [columnName(name), value]),
  );
  const known = new Set(table.columns.map(({ name }) => name));
  for (const name of values.keys()) {
    if (!known.has(name)) {
      return `the JSON has ${
        JSON.stringify(name)
      }, which is no column of ${table.keyspace}.${table.name}`;
    }
  }
  for (const { name, kind, type } of table.columns) {
    const value = values.get(name) ?? { kind: "null" };
    const isKey = kind === "partition_key" || kind === "clustering";
    if (isKey && value.kind === "null") {
      return `the JSON has no value for the key column ${name}`;
    }
    const fault = faultOfJsonValue(value, type);
    if (fault !== null) return `the JSON's ${name}: ${fault}`;
  }
  return null;
}

/** Why Cassandra refuses the text of `fromJson` for a column's type, or null if it takes it. @throws {NotSimulated} */
export function faultOfJsonText(
  text: string | null,
  type: CqlType,
): string | null {
  if (text === null) return null;
  const value = parsed(text);
  return value === null || value.kind === "missing"
    ? `${showValue(JSON.stringify(text))} is no JSON`
    : faultOfJsonValue(value, type);
}

/** Why Cassandra refuses a JSON value for a column's type, or null if it takes it. @throws {NotSimulated} */
export function faultOfJsonValue(
  value: JsonNode,
  type: CqlType,
): string | null {
  if (value.kind === "null") return null;
  const fault = type.kind === "native"
    ? takesScalar(value, type.name) ? null : ""
    : faultOfContainer(value, type);
  return fault === ""
    ? `a JSON ${nodeTypeName(value).toLowerCase()}, ${
      showValue(printJson(value))
    }, is no ${describeType(type)}`
    : fault;
}

// As Cassandra folds them: only a name in quotes of its own keeps its case.
function columnName(name: string): string {
  return /^".*"$/s.test(name) ? name.slice(1, -1) : name.toLowerCase();
}

function parsed(text: string): JsonNode | null {
  try {
    return readJson(text);
  } catch (error) {
    if (error instanceof JsonTextError) return null;
    throw error;
  }
}

const integerBits: Readonly<Record<string, number>> = {
  tinyint: 8,
  smallint: 16,
  int: 32,
  bigint: 64,
};

const uuid =
  /^[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function takesScalar(value: JsonNode, name: string): boolean {
  const text = value.kind === "string" ? value.value : null;
  const bits = integerBits[name];
  if (bits !== undefined) {
    const number = value.kind === "integer"
      ? value.value
      : text !== null && /^[+-]?\d+$/.test(text)
      ? BigInt(text.replace("+", ""))
      : null;
    return text === "" ||
      (number !== null && BigInt.asIntN(bits, number) === number);
  }
  switch (name) {
    case "varint":
      return value.kind === "integer" ||
        (text !== null && /^[+-]?\d+$/.test(text));
    case "decimal":
    case "float":
    case "double":
      return value.kind === "integer" || value.kind === "decimal" ||
        (text !== null &&
          (/^([+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)?$/.test(text) ||
            (name !== "decimal" && /^[+-]?(NaN|Infinity)$/.test(text))));
    case "boolean":
      return value.kind === "boolean" ||
        (text !== null && /^(true|false)?$/i.test(text));
    case "timestamp":
      // What fits 32 bits is not taken for a moment.
      return value.kind === "integer"
        ? BigInt.asIntN(32, value.value) !== value.value &&
          BigInt.asIntN(64, value.value) === value.value
        : text !== null && isTimestamp(text);
  }
  return text !== null && takesText(text, name);
}

function takesText(text: string, name: string): boolean {
  switch (name) {
    case "text":
    case "varchar":
      return true;
    case "ascii":
      // deno-lint-ignore no-control-regex -- the ASCII range is what is meant
      return /^[\x00-\x7f]*$/.test(text);
    case "blob":
      return /^0x([0-9a-f]{2})*$/i.test(text);
    case "uuid":
    case "timeuuid":
      return text === "" ||
        (uuid.test(text) && (name === "uuid" || uuid.exec(text)![1] === "1"));
    case "date":
      return isUnsigned32(text) || isDate(text);
    case "time":
      return /^\d+$/.test(text) || /^\d{1,2}:\d\d:\d\d(\.\d{1,9})?$/.test(text);
    case "inet":
      if (text.includes(":")) return URL.canParse(`http://[${text}]`);
      if (text === "" || isUnsigned32(text)) return true;
      if (/^\d{1,3}(\.\d+){1,3}$/.test(text)) return true;
      if (text.includes(".")) throw new NotSimulated("a host name's address");
      return false;
    case "duration":
      if (text === "") return true;
      if (/^-?[P\d]/i.test(text)) throw new NotSimulated("a duration in JSON");
      return false;
  }
  throw new NotSimulated(`${name} in JSON`);
}

function isUnsigned32(text: string): boolean {
  return /^\d+$/.test(text) && BigInt(text) < 1n << 32n;
}

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (day === undefined) return false;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
}

function isTimestamp(text: string): boolean {
  if (/^(-?\d+)?$/.test(text)) return true;
  if (!/^\d{4}-\d/.test(text)) return false;
  const form =
    /^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,3})?)?( ?(Z|[+-]\d\d(:?\d\d)?))?)?$/;
  if (form.test(text) && isDate(text.slice(0, 10))) return true;
  throw new NotSimulated("a moment's text in JSON");
}

/** An empty text stands for the wrong kind of value. */
function faultOfContainer(
  given: JsonNode,
  type: Exclude<CqlType, { kind: "native" }>,
): string | null {
  const value = given.kind === "string" ? parsed(given.value) ?? given : given;
  const first = (faults: Iterable<string | null>): string | null => {
    for (const fault of faults) if (fault !== null) return fault;
    return null;
  };
  switch (type.kind) {
    case "list":
    case "set":
    case "vector":
      if (value.kind !== "array") return "";
      if (type.kind === "vector" && value.items.length !== type.dimensions) {
        return `a vector of ${type.dimensions} numbers gets ${value.items.length}`;
      }
      return first(value.items.map((item) => faultOfItem(item, type.element)));
    case "map":
      if (value.kind !== "object") return "";
      return first(
        [...value.fields].flatMap(([name, item]) => [
          faultOfJsonValue({ kind: "string", value: name }, type.key),
          faultOfItem(item, type.value),
        ]),
      );
    case "tuple":
      if (value.kind !== "array") return "";
      return value.items.length === type.elements.length
        ? first(
          value.items.map((item, at) =>
            faultOfJsonValue(item, type.elements[at]!)
          ),
        )
        : `a tuple of ${type.elements.length} gets ${value.items.length} values`;
    case "udt":
      if (value.kind !== "object") return "";
      return first(
        [...value.fields].map(([name, item]) => {
          const field = type.fields.find((field) =>
            field.name === columnName(name)
          );
          return field === undefined
            ? `the type ${type.name} has no field ${JSON.stringify(name)}`
            : faultOfJsonValue(item, field.type);
        }),
      );
    case "custom":
      throw new NotSimulated(`the type ${type.className}`);
  }
}

function faultOfItem(item: JsonNode, type: CqlType): string | null {
  return item.kind === "null"
    ? "it has a null inside, which no collection holds"
    : faultOfJsonValue(item, type);
}
