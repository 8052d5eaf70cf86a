import type { OracleRecord } from "../oracle_client.ts";
import type { JsonSchemaField } from "../worlds/world.ts";
import { mappingEntries, type Mutator, tableGroups } from "./mutation.ts";

const logical = "org.apache.kafka.connect.data.";

/** Values with the schema that fits them, as JsonConverter writes them. */
const typed: readonly (readonly [JsonSchemaField, unknown])[] = [
  [{ type: "int8" }, 7],
  [{ type: "int8" }, -1],
  [{ type: "int16" }, 300],
  [{ type: "int32" }, 70000],
  [{ type: "int32" }, 1],
  [{ type: "int32" }, 0],
  [{ type: "int64" }, 1763985600000],
  [{ type: "int64" }, 5],
  [{ type: "int64" }, -5],
  [{ type: "float" }, 2.5],
  [{ type: "float" }, 0.1],
  [{ type: "double" }, 0.1],
  [{ type: "double" }, 60],
  [{ type: "double" }, 1e300],
  [{ type: "boolean" }, true],
  [{ type: "boolean" }, false],
  [{ type: "string" }, ""],
  [{ type: "string" }, "text"],
  [{ type: "string" }, "12.5"],
  [{ type: "string" }, "7"],
  [{ type: "string" }, "true"],
  [{ type: "string" }, "2025-11-24"],
  [{ type: "string" }, "2025-11-24T12:00:00Z"],
  [{ type: "string" }, "13:45"],
  [{ type: "string" }, "[1,2]"],
  [{ type: "string" }, '{"lat":1,"lon":2}'],
  [{ type: "string" }, "127.0.0.1"],
  [{ type: "string" }, "b7e2c1a0-0000-4000-8000-000000000001"],
  [{ type: "bytes" }, "aGVsbG8="],
  [{ type: "bytes" }, "AAAAAAAAAAE="],
  [{ type: "string" }, null],
  [{ type: "int32" }, null],
  [{ type: "bytes" }, null],
  [{ type: "array", items: { type: "int32" } }, [1, 2]],
  [{ type: "array", items: { type: "int32" } }, []],
  [{ type: "array", items: { type: "string" } }, ["a", "b"]],
  [{ type: "array", items: { type: "string", optional: true } }, ["a", null]],
  [{ type: "array", items: { type: "double" } }, [0.5, 1.5]],
  [
    { type: "array", items: { type: "array", items: { type: "int32" } } },
    [[1], [2]],
  ],
  [
    { type: "map", keys: { type: "string" }, values: { type: "string" } },
    { a: "b" },
  ],
  [
    { type: "map", keys: { type: "string" }, values: { type: "int32" } },
    { a: 1 },
  ],
  [
    { type: "map", keys: { type: "int32" }, values: { type: "string" } },
    [[1, "b"]],
  ],
  [
    { type: "map", keys: { type: "string" }, values: { type: "double" } },
    {},
  ],
  [
    {
      type: "struct",
      fields: [{ field: "lat", type: "double" }, {
        field: "lon",
        type: "double",
      }],
    },
    { lat: 1.5, lon: 2.5 },
  ],
  [
    {
      type: "struct",
      fields: [{ field: "lat", type: "int32" }, {
        field: "lon",
        type: "string",
      }],
    },
    { lat: 1, lon: "2.5" },
  ],
  [{ type: "struct", fields: [{ field: "lat", type: "double" }] }, {
    lat: 1.5,
  }],
  [
    {
      type: "array",
      items: {
        type: "struct",
        fields: [{ field: "lat", type: "double" }, {
          field: "lon",
          type: "double",
        }],
      },
    },
    [{ lat: 1, lon: 2 }],
  ],
  [{ type: "int64", name: `${logical}Timestamp`, version: 1 }, 1763985600000],
  [{ type: "int32", name: `${logical}Date`, version: 1 }, 20416],
  [{ type: "int32", name: `${logical}Time`, version: 1 }, 43200000],
  [
    {
      type: "bytes",
      name: `${logical}Decimal`,
      version: 1,
      parameters: { scale: "2" },
    },
    "AeI=",
  ],
  [
    { type: "string", name: "io.debezium.time.ZonedTimestamp", version: 1 },
    "2025-11-24T12:00:00Z",
  ],
  [
    { type: "int64", name: "io.debezium.time.MicroTimestamp", version: 1 },
    1763985600000000,
  ],
];

/** A field of records that carry their schema: another type, with a value that fits it. */
export const mutateSchema: Mutator = (random, base) => {
  if (!base.records[0]?.value?.startsWith('{"schema"')) return undefined;
  const names = tableGroups(base).flatMap((group) =>
    mappingEntries(base.config[`${group}mapping`] ?? "")
  ).map(([, field]) => /^"?value\.([^"]+)"?$/.exec(field)?.[1])
    .filter((name) => name !== undefined);
  if (names.length === 0) return undefined;
  const name = random.pick(names);
  const [schema, value] = random.pick(typed);
  const optional = value === null || random.chance(0.7);
  return {
    kind: "schema",
    text: `schema: ${name} is ${JSON.stringify(schema)} ${
      JSON.stringify(value)
    }`,
    apply: ({ config, records }) => ({
      config,
      records: records.map((record) =>
        retype(record, name, { schema: { ...schema, optional }, value })
      ),
    }),
  };
};

function retype(
  record: OracleRecord,
  name: string,
  { schema, value }: { schema: JsonSchemaField; value: unknown },
): OracleRecord {
  try {
    const whole = JSON.parse(record.value ?? "");
    if (typeof whole.payload !== "object") return record;
    whole.schema.fields = whole.schema.fields.filter((
      { field }: { field: string },
    ) => field !== name);
    whole.schema.fields.push({ field: name, ...schema });
    whole.payload[name] = value;
    return { ...record, value: JSON.stringify(whole) };
  } catch {
    return record;
  }
}
