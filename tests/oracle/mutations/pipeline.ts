import { converters } from "../worlds/world.ts";
import type { Base } from "../worlds/world.ts";
import { fieldNames, type Mutator, settingsMutation } from "./mutation.ts";
import type { Random } from "./random.ts";

const classes = [
  converters.string,
  converters.json,
  converters.bytes,
  converters.integer,
  converters.long,
  converters.double,
  converters.boolean,
  converters.simple,
  "org.apache.kafka.connect.converters.ShortConverter",
  "org.apache.kafka.connect.converters.FloatConverter",
  "StringConverter",
  "JsonConverter",
  "String",
  "Json",
  "ByteArrayConverter",
  "io.confluent.connect.avro.AvroConverter",
  "org.apache.kafka.connect.json.JSONConverter",
  "org.apache.kafka.common.serialization.StringDeserializer",
  "",
];

/** Another converter, or another setting of one. */
export const mutateConverter: Mutator = (random) => {
  const side = random.pick(["key", "value", "value", "header"]);
  return settingsMutation(
    "converter",
    random.pick<() => Record<string, string | null>>([
      () => ({ [`${side}.converter`]: random.pick(classes) }),
      () => ({ [`${side}.converter`]: null }),
      () => ({
        [`${side}.converter`]: converters.json,
        [`${side}.converter.schemas.enable`]: random.pick([
          "true",
          "false",
          null,
          "no",
          "FALSE",
        ]),
      }),
      () => ({
        [`${side}.converter.schemas.enable`]: random.pick([
          "true",
          "false",
          null,
          "yes",
        ]),
      }),
      () => ({ [`${side}.converter.schema.enable`]: "false" }),
      () => ({
        [`${side}.converter.converter.type`]: random.pick([
          "key",
          "value",
          "header",
          "x",
        ]),
      }),
      () => ({
        [`${side}.converter.converter.encoding`]: random.pick([
          "UTF-8",
          "ISO-8859-1",
          "nope",
        ]),
      }),
      () => ({
        [`${side}.converter.encoding`]: random.pick(["UTF-8", "nope"]),
      }),
      () => ({
        [`${side}.converter.decimal.format`]: random.pick([
          "NUMERIC",
          "BASE64",
          "numeric",
          "text",
        ]),
      }),
      () => ({
        [`${side}.converter.schemas.cache.size`]: random.pick([
          "0",
          "-1",
          "x",
          "1000",
        ]),
      }),
      () => ({
        [`${side}.converter.replace.null.with.default`]: random.pick([
          "false",
          "x",
        ]),
      }),
      () => ({
        [`${side}.converter.plugin.version`]: random.pick(["1.0", "x"]),
      }),
    ])(),
  );
};

const transforms = "org.apache.kafka.connect.transforms.";

type Settings = Record<string, string>;

function transformSettings(random: Random, base: Base): Settings {
  const fields = [...fieldNames(base), "nope"];
  const field = () => random.pick(fields);
  const header = () =>
    random.pick([...Object.keys(base.records[0]?.headers ?? {}), "nope"]);
  const side = random.pick(["$Value", "$Value", "$Value", "$Key", ""]);
  return random.pick<() => Settings>([
    () => ({
      type: `InsertField${side}`,
      "static.field": random.pick([field(), "fresh"]),
      "static.value": random.pick(["x", "5", "2025-01-01"]),
    }),
    () => ({
      type: `InsertField${side}`,
      "timestamp.field": random.pick([field(), "ts?", "ts!", "ts"]),
    }),
    () => ({
      type: `InsertField${side}`,
      "topic.field": "t",
      "partition.field": "p",
      "offset.field": "o",
    }),
    () => ({ type: `InsertField${side}`, "static.field": "a" }),
    () => ({ type: `ReplaceField${side}`, exclude: field() }),
    () => ({ type: `ReplaceField${side}`, include: `${field()},${field()}` }),
    () => ({
      type: `ReplaceField${side}`,
      renames: random.pick([
        `${field()}:${field()}`,
        `${field()}:fresh`,
        field(),
        `${field()}:a:b`,
      ]),
    }),
    () => ({ type: `ReplaceField${side}`, blacklist: field() }),
    () => ({ type: `MaskField${side}`, fields: field() }),
    () => ({
      type: `MaskField${side}`,
      fields: field(),
      replacement: random.pick(["x", "0", "-1", ""]),
    }),
    () => ({
      type: `Cast${side}`,
      spec: random.pick([
        `${field()}:string`,
        `${field()}:int32`,
        `${field()}:float64`,
        `${field()}:boolean`,
        `${field()}:int8`,
        `${field()}:int64`,
        `${field()}:int`,
        "int32",
        "string",
        "",
        `${field()}:string,${field()}:int16`,
      ]),
    }),
    () => ({
      type: `TimestampConverter${side}`,
      ...(random.chance(0.85) ? { field: field() } : {}),
      "target.type": random.pick([
        "string",
        "unix",
        "Date",
        "Time",
        "Timestamp",
        "epoch",
      ]),
      ...(random.chance(0.6)
        ? {
          format: random.pick([
            "yyyy-MM-dd'T'HH:mm:ssX",
            "yyyy-MM-dd'T'HH:mm:ss.SSSX",
            "yyyy-MM-dd",
            "bad{",
          ]),
        }
        : {}),
      ...(random.chance(0.2)
        ? {
          "unix.precision": random.pick(["seconds", "microseconds", "minutes"]),
        }
        : {}),
    }),
    () => ({
      type: "ValueToKey",
      fields: random.pick([field(), `${field()},${field()}`, ""]),
    }),
    () => ({ type: `ExtractField${side}`, field: field() }),
    () => ({ type: `HoistField${side}`, field: "line" }),
    () => ({ type: `Flatten${side}`, delimiter: random.pick(["_", ".", "-"]) }),
    () => ({
      type: `SetSchemaMetadata${side}`,
      "schema.name": "x",
      "schema.version": random.pick(["1", "x"]),
    }),
    () => ({
      type: "RegexRouter",
      regex: random.pick([".*", "(.*)", "zzz", "("]),
      replacement: random.pick(["$1", "other", "$2", "$1-x"]),
    }),
    () => ({ type: "RegexRouter", regex: ".*" }),
    () => ({
      type: "TimestampRouter",
      "topic.format": random.pick(["${topic}", "${topic}-${timestamp}"]),
      "timestamp.format": random.pick(["yyyyMMdd", "bad{"]),
    }),
    () => ({
      type: "InsertHeader",
      header: random.pick([header(), "fresh"]),
      "value.literal": random.pick(["x", "5", "true", "1.5", "[1]", ""]),
    }),
    () => ({ type: "InsertHeader", header: "fresh" }),
    () => ({ type: "DropHeaders", headers: header() }),
    () => ({
      type: `HeaderFrom${side}`,
      fields: field(),
      headers: random.pick([header(), "fresh"]),
      operation: random.pick(["copy", "move", "cp"]),
    }),
    () => ({ type: "Filter" }),
    () => ({
      type: random.pick([
        "io.debezium.transforms.ExtractNewRecordState",
        "RegexRoute",
        "org.apache.kafka.connect.transforms.DropField",
      ]),
    }),
    () => ({}),
  ])();
}

function predicateSettings(random: Random, base: Base): Settings {
  return random.pick<() => Settings>([
    () => ({ type: "RecordIsTombstone" }),
    () => ({
      type: "HasHeaderKey",
      name: random.pick([
        ...Object.keys(base.records[0]?.headers ?? {}),
        "nope",
      ]),
    }),
    () => ({
      type: "TopicNameMatches",
      pattern: random.pick([base.config.topics ?? "x", "nope", ".*", "("]),
    }),
    () => ({ type: "TopicNameMatches" }),
    () => ({ type: "Nope" }),
  ])();
}

/** One more transform before or after the others, perhaps under a predicate. */
export const mutateTransforms: Mutator = (random, base) => {
  const alias = random.pick(["extra", "extra", "extra", "my-smt", "a.b"]);
  const { type, ...settings } = transformSettings(random, base);
  const qualified =
    type === undefined || type.includes(".") || random.chance(0.1)
      ? type
      : transforms + type;
  const changes: Record<string, string> = {};
  const listed = base.config.transforms;
  changes.transforms = listed === undefined || listed === ""
    ? alias
    : random.chance(0.5)
    ? `${listed},${alias}`
    : `${alias},${listed}`;
  if (qualified !== undefined) changes[`transforms.${alias}.type`] = qualified;
  for (const [name, value] of Object.entries(settings)) {
    changes[`transforms.${alias}.${name}`] = value;
  }
  if (random.chance(0.2)) {
    const predicate = predicateSettings(random, base);
    changes.predicates = [base.config.predicates, "when"].filter(Boolean).join(
      ",",
    );
    changes[`transforms.${alias}.predicate`] = random.pick([
      "when",
      "when",
      "when",
      "wenn",
    ]);
    if (random.chance(0.4)) {
      changes[`transforms.${alias}.negate`] = random.pick([
        "true",
        "false",
        "maybe",
      ]);
    }
    for (const [name, value] of Object.entries(predicate)) {
      changes[`predicates.when.${name}`] = name === "type"
        ? `${transforms}predicates.${value}`
        : value;
    }
  }
  return settingsMutation("transforms", changes);
};

/** A change to the transforms that the base has. */
export const mutateOwnTransforms: Mutator = (random, base) => {
  const names = Object.keys(base.config).filter((name) =>
    /^(transforms|predicates)(\.|$)/.test(name)
  );
  if (names.length === 0) return undefined;
  const name = random.pick(names);
  const value = base.config[name] ?? "";
  return settingsMutation(
    "own-transforms",
    random.pick([
      { [name]: null },
      { [name]: `${value}x` },
      { [name]: "" },
      { [name]: value.split(",").reverse().join(",") },
      { [name]: value.split(",").slice(1).join(",") },
      { [name]: value.replace("$Value", "$Key") },
      { [name]: value.replace("$Value", "") },
    ]),
  );
};
