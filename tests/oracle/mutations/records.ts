import type { OracleRecord } from "../oracle_client.ts";
import {
  fieldNames,
  mappingEntries,
  type Mutator,
  tableGroups,
} from "./mutation.ts";

const values: readonly unknown[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  60.5,
  1e3,
  3e9,
  -40000,
  200,
  1763985600000,
  9007199254740993,
  0.1,
  "",
  " ",
  "text",
  "true",
  "yes",
  "0",
  "1",
  "12.5",
  "1,234.5",
  "1.200,5",
  "1e3",
  "-7",
  "NaN",
  "0x10",
  "aGVsbG8=",
  "2025-11-24",
  "2025-11-24T12:00:00Z",
  "2025-11-24T12:00:00.5+01:00",
  "2025-11-24 12:00:00",
  "24.11.2025",
  "13:45",
  "1763985600000",
  "127.0.0.1",
  "::1",
  "b7e2c1a0-0000-4000-8000-000000000001",
  "50554d6e-29bb-11e5-b345-feff819cdc9f",
  "P1D",
  "1h30m",
  "é",
  "💧",
  [],
  [1, 2],
  ["a", null],
  ["1", "2"],
  {},
  { lat: 1, lon: 2 },
  { lat: "1", lon: null },
  { a: "b" },
  { a: 1, b: null },
];

/** A raw replacement for the whole value of a record. */
const wholes: readonly (string | null)[] = [
  null,
  "",
  "plain",
  "5",
  '"text"',
  "[1]",
  "{}",
  "null",
  "true",
  "{bad",
  '{"a":1} {"b":2}',
];

/** A field of the records replaced or missing, in all of them or in the last. */
export const mutateRecords: Mutator = (random, base) => {
  const mapped = tableGroups(base).flatMap((group) =>
    mappingEntries(base.config[`${group}mapping`] ?? "")
  ).map(([, field]) => field).filter((field) => field.startsWith("value."))
    .map((field) => field.slice("value.".length));
  const names = mapped.length > 0 ? mapped : fieldNames(base);
  const everywhere = random.chance(0.7);
  const touched = (index: number) =>
    everywhere || index === base.records.length - 1;
  if (names.length === 0 || random.chance(0.1)) {
    const whole = random.pick(wholes);
    return editRecords(
      `value ${whole}`,
      everywhere,
      ({ valueBase64, ...record }, index) =>
        touched(index) ? { ...record, value: whole } : {
          ...record,
          ...(valueBase64 === undefined ? {} : { valueBase64 }),
        },
    );
  }
  if (random.chance(0.1)) {
    const key = random.pick([null, "", "k", "5", '{"a":1}', "[1]"]);
    return editRecords(
      `key ${key}`,
      everywhere,
      ({ keyBase64, ...record }, index) =>
        touched(index)
          ? { ...record, key }
          : { ...record, ...(keyBase64 === undefined ? {} : { keyBase64 }) },
    );
  }
  if (random.chance(0.05)) {
    return editRecords(
      "no headers",
      everywhere,
      (record, index) => touched(index) ? { ...record, headers: {} } : record,
    );
  }
  const name = random.pick(names);
  const value = random.chance(0.1) ? undefined : random.pick(values);
  return editRecords(
    `${name}=${value === undefined ? "absent" : JSON.stringify(value)}`,
    everywhere,
    (record, index) => touched(index) ? withField(record, name, value) : record,
  );
};

function editRecords(
  text: string,
  everywhere: boolean,
  edit: (record: OracleRecord, index: number) => OracleRecord,
) {
  return {
    kind: "records",
    text: `records${everywhere ? "" : " (last)"}: ${text}`,
    apply: ({ config, records }: Parameters<
      NonNullable<ReturnType<Mutator>>["apply"]
    >[0]) => ({ config, records: records.map(edit) }),
  };
}

function withField(
  record: OracleRecord,
  name: string,
  value: unknown,
): OracleRecord {
  try {
    const whole = JSON.parse(record.value ?? "");
    const data = whole?.payload ?? whole;
    if (typeof data !== "object" || data === null) return record;
    // A schema that no longer fits its payload is another mistake, made by other mutations.
    if (value === undefined) delete data[name];
    else data[name] = value;
    return { ...record, value: JSON.stringify(whole) };
  } catch {
    return record;
  }
}
